import dev.panallama.Model;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;

/// Chooses tokens in different ways: `java Samplers.java MODEL.gguf`
void main(String[] args) {
    var samplers = new LinkedHashMap<String, Sampler>();
    samplers.put("the likeliest", Sampler.greedy());
    samplers.put("the usual, seed 1", Sampler.defaults().withSeed(1));
    samplers.put("the usual, seed 1 again", Sampler.defaults().withSeed(1));
    samplers.put("the usual, seed 2", Sampler.defaults().withSeed(2));
    samplers.put("daring", Sampler.of(new Stage.MinP(0.02f), new Stage.Temperature(1.8f)).withSeed(1));
    samplers.put("never the same word", Sampler.greedy().with(new Stage.Penalties(64, 1.0f, 0.0f, 50.0f)));

    var texts = new LinkedHashMap<String, String>();
    try (var model = Model.load(Path.of(args[0])); var session = model.session()) {
        session.append("Once upon a time, a llama");
        int start = session.position();
        samplers.forEach((name, sampler) -> {
            session.rewind(start);
            texts.put(name, session.generate(sampler, 24).text());
        });
    }
    texts.forEach((name, text) -> IO.println("%s:%s%n".formatted(name, text.replaceAll("\\s+", " "))));

    if (!texts.get("the usual, seed 1").equals(texts.get("the usual, seed 1 again")))
        throw new AssertionError("a seed has to give the same text again");
    if (Set.copyOf(texts.values()).size() != texts.size() - 1) throw new AssertionError("two samplers agree");
}
