package dev.panallama;

import java.util.OptionalInt;

/// Query and document with the tokens between and around them that the model wants. Immutable.
record SeparatedPair(Vocabulary vocabulary) implements PairInput {
    @Override
    public int[] tokens(String query, String document) {
        TextFrame frame = TextFrame.of(vocabulary);
        OptionalInt separator = vocabulary.separator();
        OptionalInt end = vocabulary.endOfText().isPresent() ? vocabulary.endOfText() : separator;
        return TextFrame.concat(
                frame.head(),
                vocabulary.tokenize(query),
                one(end, vocabulary.addsEndOfText()),
                one(separator, vocabulary.addsSeparator()),
                vocabulary.tokenize(document),
                frame.tail());
    }

    private static int[] one(OptionalInt id, boolean wanted) {
        return wanted && id.isPresent() ? new int[]{id.getAsInt()} : new int[0];
    }
}
