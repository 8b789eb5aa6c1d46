package dev.panallama.guard;

import dev.panallama.Session;
import dev.panallama.Vocabulary;

/// How likely one answer is, of two.
final class AnswerOdds {
    private AnswerOdds() {}

    /// Returns the probability of the first of two texts after what a session holds, if it has to be one of them: by the
    /// first tokens in which they differ. The session is as before.
    static double first(Session session, Vocabulary vocabulary, String one, String other) {
        int[] first = vocabulary.tokenize(one);
        int[] second = vocabulary.tokenize(other);
        int common = 0;
        while (common < Math.min(first.length, second.length) && first[common] == second[common]) common++;
        if (common == first.length || common == second.length)
            throw new IllegalArgumentException(
                    "the model cannot tell \"%s\" from \"%s\" by a token: choose other words".formatted(one, other));
        int position = session.position();
        for (int i = 0; i < common; i++) session.append(first[i]);
        float[] logits = session.logits();
        session.rewind(position);
        return 1 / (1 + Math.exp((double) logits[second[common]] - logits[first[common]]));
    }
}
