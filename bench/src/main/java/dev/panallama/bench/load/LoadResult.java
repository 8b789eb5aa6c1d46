package dev.panallama.bench.load;

import dev.panallama.bench.figures.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a target made of a workload. Immutable.
///
/// @param outcomes one for each request
/// @param nanos during which requests were under way
public record LoadResult(List<Outcome> outcomes, long nanos) {
    public LoadResult {
        outcomes = List.copyOf(outcomes);
    }

    /// Returns this and what came of more requests as one.
    LoadResult and(LoadResult next) {
        return new LoadResult(Stream.concat(outcomes.stream(), next.outcomes.stream()).toList(), nanos + next.nanos);
    }

    /// Returns how many tokens were generated a second, by all streams together.
    public double tokensPerSecond() {
        return outcomes.stream().mapToLong(it -> it.counts().tokens()).sum() * 1e9 / nanos;
    }

    /// Returns the times to the first token in milliseconds.
    public Sample firsts() {
        return Sample.of(answered().stream().mapToDouble(Outcome::firstMillis).toArray());
    }

    /// Returns the times between tokens in milliseconds, of all answers.
    public Sample gaps() {
        var gaps = new ArrayList<Double>();
        for (Outcome it : answered())
            for (int i = 1; i < it.times().size(); i++) gaps.add((it.times().get(i) - it.times().get(i - 1)) / 1e6);
        return gaps.isEmpty() ? Sample.of(0) : Sample.of(gaps);
    }

    /// Returns how many requests were not answered, or not with as many tokens as they asked for.
    public long lacking() {
        return outcomes.stream()
                .filter(it -> !it.isAnswered() || it.counts().tokens() != it.request().maxTokens())
                .count();
    }

    /// Returns what one of the failures was.
    public Optional<String> aFailure() {
        return outcomes.stream().flatMap(it -> it.failure().stream()).findFirst();
    }

    /// Returns what is wrong with one of the answers that [#lacking] counts.
    public Optional<String> aFault() {
        return aFailure().or(() -> outcomes.stream()
                .filter(it -> it.counts().tokens() != it.request().maxTokens())
                .map(it -> "%d tokens of %d".formatted(it.counts().tokens(), it.request().maxTokens()))
                .findFirst());
    }

    /// Returns how many answers are the same as in another result.
    public long same(LoadResult other) {
        Map<Integer, String> texts = other.outcomes.stream()
                .collect(Collectors.toMap(it -> it.request().id(), Outcome::text));
        return outcomes.stream().filter(it -> it.text().equals(texts.get(it.request().id()))).count();
    }

    private List<Outcome> answered() {
        List<Outcome> answered = outcomes.stream().filter(Outcome::isAnswered).toList();
        if (answered.isEmpty())
            throw new IllegalStateException("no request was answered: " + aFailure().orElse("all answers were empty"));
        return answered;
    }
}
