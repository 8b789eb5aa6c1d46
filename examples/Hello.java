import dev.panallama.Model;
import dev.panallama.sampler.Sampler;

/// Continues a text: `java Hello.java MODEL.gguf`
void main(String[] args) {
    try (var model = Model.load(Path.of(args[0])); var session = model.session()) {
        session.append("The capital of France is");
        String continuation = session.generate(Sampler.greedy(), 16).text();
        IO.println(continuation);
        if (!continuation.contains("Paris")) throw new AssertionError("this is another capital");
    }
}
