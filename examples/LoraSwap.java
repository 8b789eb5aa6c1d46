import dev.panallama.Adapters;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.sampler.Sampler;

/// Answers with two LoRA adapters of one model, which stays loaded: `java LoraSwap.java MODEL.gguf FIRST.gguf SECOND.gguf`
void main(String[] args) {
    try (var model = Model.load(Path.of(args[0]));
            var first = model.loadAdapter(Path.of(args[1]));
            var second = model.loadAdapter(Path.of(args[2]));
            var session = model.session()) {
        session.append("The weather on the open sea is");

        String plain = answer(session, Adapters.none());
        String one = answer(session, Adapters.of(first));
        String other = answer(session, Adapters.of(second));
        answer(session, Adapters.of(first, 0.5f).with(second, 0.5f)); // half of each

        if (!answer(session, Adapters.of(first)).equals(one)) throw new AssertionError("swapped back, it differs");
        if (!answer(session, Adapters.none()).equals(plain)) throw new AssertionError("without, it differs");
        if (one.equals(plain) || other.equals(one)) throw new AssertionError("the adapters make no difference");
    }
}

/// Computes the prompt again with the adapters, continues it, and takes the answer back.
String answer(Session session, Adapters adapters) {
    session.adapters(adapters).recompute();
    int prompt = session.position();
    String text = session.generate(Sampler.greedy(), 16).text();
    session.rewind(prompt);
    IO.println("%s:%s".formatted(adapters.scales(), text.replace('\n', ' ')));
    return text;
}
