import dev.panallama.FinishReason;
import dev.panallama.Model;
import dev.panallama.Token;
import dev.panallama.chat.ChatMessage;
import dev.panallama.sampler.Sampler;

/// Asks a chat model and shows the answer while it is being written: `java Stream.java MODEL.gguf`
void main(String[] args) {
    try (var model = Model.load(Path.of(args[0])); var session = model.session()) {
        var question = ChatMessage.user("What is the capital of France? Answer in one sentence.");
        var prompt = model.chatTemplate().orElseThrow().prompt(List.of(question));
        session.append(prompt);

        var answer = new StringBuilder();
        var generation = session.generate(Sampler.greedy(), 200);
        for (Token token : generation) {
            IO.print(token.text());
            answer.append(token.text());
        }
        IO.println();
        IO.println("%.0f tokens/s".formatted(session.timings().generationTokensPerSecond()));

        if (!answer.toString().contains("Paris")) throw new AssertionError("this is another capital");
        if (generation.finishReason().orElseThrow() != FinishReason.STOP) throw new AssertionError("it went on");
    }
}
