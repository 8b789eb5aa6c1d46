package dev.panallama.runner.openai;

import dev.panallama.ScoredToken;
import dev.panallama.Token;
import dev.panallama.Vocabulary;
import dev.panallama.runner.serving.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What an answer repeats of its prompt.
///
/// @param text what the prompt says
/// @param tokens the prompt's, with their log-probabilities if those are wanted; the first has none, as nothing comes before it
record Echo(String text, List<Token> tokens) {
    /// Nothing.
    static final Echo NONE = new Echo("", List.of());

    /// Returns the prompt without log-probabilities.
    static Echo of(String text) {
        return new Echo(text, List.of());
    }

    /// Returns the prompt with log-probabilities, which are computed now.
    ///
    /// @param alternatives how many of the likeliest tokens are told in each place
    static Echo scored(String text, int[] ids, int alternatives, LoadedModel loaded) {
        Vocabulary vocabulary = loaded.model().vocabulary();
        var pieces = new PieceTexts(vocabulary);
        var tokens = new ArrayList<Token>();
        tokens.add(new Token(ids[0], pieces.add(ids[0]), Double.NaN, List.of()));
        if (ids.length > 1) {
            int[] first = Arrays.copyOf(ids, 1);
            int[] rest = Arrays.copyOfRange(ids, 1, ids.length);
            for (ScoredToken it : loaded.scoring(scorer -> scorer.score(first, rest, alternatives)).tokens())
                tokens.add(new Token(it.id(), pieces.add(it.id()), it.logProbability(), it.alternatives()));
        }
        return new Echo(text, tokens);
    }
}
