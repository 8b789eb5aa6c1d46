import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Token;
import dev.panallama.sampler.Sampler;

record Continuation(String text, double logProbability) {}

/// Continues a text three times and shows the likeliest: `java Fork.java MODEL.gguf`
void main(String[] args) {
    var shared = SessionOptions.defaults().withForks(3); // the beginning is computed and kept once
    try (var model = Model.load(Path.of(args[0])); var session = model.session(shared)) {
        session.append("The most surprising thing about octopuses is");

        var continuations = new ArrayList<Continuation>();
        for (int seed = 1; seed <= 3; seed++) {
            try (Session fork = session.fork()) {
                continuations.add(continuation(fork, Sampler.defaults().withSeed(seed)));
            }
        }
        continuations.sort(Comparator.comparingDouble(Continuation::logProbability).reversed());
        for (var it : continuations) IO.println("%6.2f %s".formatted(it.logProbability(), it.text().strip()));

        session.append(continuations.getFirst().text());
        if (continuations.size() != 3) throw new AssertionError("three were asked for");
    }
}

/// Generates, and takes the mean log-probability of the tokens.
Continuation continuation(Session session, Sampler sampler) {
    var options = GenerationOptions.defaults().withMaxTokens(24).withLogProbabilities(0);
    List<Token> tokens = session.generate(sampler, options).stream().toList();
    double mean = tokens.stream().mapToDouble(Token::logProbability).average().orElse(0);
    return new Continuation(tokens.stream().map(Token::text).collect(Collectors.joining()), mean);
}
