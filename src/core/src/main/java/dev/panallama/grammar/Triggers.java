package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/// The triggers of a lazy grammar, made ready for the search. Immutable.
final class Triggers {
    private final List<Trigger> list;
    private final WordSearch words;
    private final List<Pattern> patterns = new ArrayList<>();
    private final BitSet tokens = new BitSet();

    /// @throws GrammarException if the grammar does not begin with one of the words, which could then never come
    Triggers(List<Trigger> list, Machine machine) {
        this.list = List.copyOf(list);
        List<String> texts = new ArrayList<>();
        for (Trigger trigger : list) {
            switch (trigger) {
                case Trigger.Word(String text) -> texts.add(text);
                case Trigger.Pattern(Pattern pattern) -> patterns.add(pattern);
                case Trigger.TokenId(int id) -> tokens.set(id);
            }
        }
        words = new WordSearch(texts);
        if (machine.program().tokens().isEmpty()) texts.forEach(it -> checkBegins(machine, it));
    }

    private static void checkBegins(Machine machine, String word) {
        State state = machine.start();
        for (byte value : word.getBytes(StandardCharsets.UTF_8)) state = machine.next(state, value);
        if (state.isDead())
            throw new GrammarException("the grammar has to match the trigger word \"%s\" too, but begins with %s"
                    .formatted(word, new Expectation(machine.program(), machine.start())));
    }

    /// Throws unless the grammar begins with each of the trigger tokens.
    void check(TokenSteps steps) {
        for (int id = tokens.nextSetBit(0); id >= 0; id = tokens.nextSetBit(id + 1)) {
            if (id >= steps.vocabulary().size())
                throw new GrammarException("there is no token %d, which is to be a trigger: ids go from 0 to %d"
                        .formatted(id, steps.vocabulary().size() - 1));
            if (steps.after(steps.machine().start(), id, 0).isDead())
                throw new GrammarException(
                        "the grammar has to match the trigger token <[%d]> too, but begins with %s; name it there if it has no text"
                                .formatted(id, new Expectation(steps.machine().program(), steps.machine().start())));
        }
    }

    List<Trigger> list() {
        return list;
    }

    WordSearch words() {
        return words;
    }

    List<Pattern> patterns() {
        return patterns;
    }

    /// Returns the tokens that are triggers; not to be changed.
    BitSet tokens() {
        return tokens;
    }
}
