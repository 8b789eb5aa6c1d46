package dev.panallama;

import dev.panallama.internal.host.SpecialToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes prompts by which a model fills a gap in a text, as models of code are trained to: what comes before the gap, what
/// comes after it, and perhaps other files, between tokens of the vocabulary for that. Immutable; usable as long as the
/// model is open, by any thread.
///
/// What is given stays text: it is not searched for special tokens. Only what the model then generates fills the gap.
public final class FillInTheMiddle {
    private static final String BETWEEN_FILES = "\n\n--- snippet ---\n\n"; // where there is no token; as llama-server has it

    private final Vocabulary vocabulary;
    private final String repository;
    private final String fileName;
    private final List<OtherFile> others;
    private final boolean suffixFirst;

    private record OtherFile(String name, String text) {}

    FillInTheMiddle(Vocabulary vocabulary) {
        this(vocabulary, "", "", List.of(), false);
        boolean complete = Stream.of(SpecialToken.INFILL_PREFIX, SpecialToken.INFILL_SUFFIX, SpecialToken.INFILL_MIDDLE)
                .allMatch(it -> vocabulary.special(it).isPresent());
        if (!complete)
            throw new UnsupportedOperationException(
                    "this model has no tokens to fill in the middle: use a model of code that was trained to do so");
    }

    private FillInTheMiddle(
            Vocabulary vocabulary, String repository, String fileName, List<OtherFile> others, boolean suffixFirst) {
        this.vocabulary = vocabulary;
        this.repository = repository;
        this.fileName = fileName;
        this.others = others;
        this.suffixFirst = suffixFirst;
    }

    /// Names the repository that the files are of. Where the model has no token for that it is left out.
    public FillInTheMiddle withRepository(String name) {
        return new FillInTheMiddle(vocabulary, name, fileName, others, suffixFirst);
    }

    /// Names the file with the gap. Where the model has no token for that it is left out.
    public FillInTheMiddle withFileName(String name) {
        return new FillInTheMiddle(vocabulary, repository, name, others, suffixFirst);
    }

    /// Adds another file, or a part of one, for the model to look at. The last one added stands nearest to the gap.
    public FillInTheMiddle withFile(String name, String text) {
        var more = new ArrayList<>(others);
        more.add(new OtherFile(name, text));
        return new FillInTheMiddle(vocabulary, repository, fileName, List.copyOf(more), suffixFirst);
    }

    /// Puts what comes after the gap before what comes before it, as some models are trained to have it (SPM).
    public FillInTheMiddle withSuffixFirst(boolean first) {
        return new FillInTheMiddle(vocabulary, repository, fileName, others, first);
    }

    /// Returns the prompt for a gap between two texts, to be appended to an empty session.
    public int[] prompt(String prefix, String suffix) {
        return prompt(prefix, suffix, Integer.MAX_VALUE);
    }

    /// Returns the prompt for a gap between two texts. What is too long is cut at the ends that are far from the gap: other
    /// files first, then the texts, which have three quarters and one quarter of the room unless one needs less.
    ///
    /// @param maxTokens the most tokens of the prompt, enough for 4 marks
    public int[] prompt(String prefix, String suffix, int maxTokens) {
        int[] before = vocabulary.tokenize(prefix);
        int[] after = vocabulary.tokenize(suffix);
        int[] beginning = vocabulary.addsBeginningOfText() ? mark(SpecialToken.BEGINNING_OF_TEXT) : new int[0];
        int room = maxTokens - beginning.length - 3;
        if (room < 0)
            throw new IllegalArgumentException(
                    "maxTokens is %d: give %d or more".formatted(maxTokens, beginning.length + 3));
        int taken = Math.min(after.length, Math.max(room / 4, room - before.length));
        int[] suffixPart = concat(mark(SpecialToken.INFILL_SUFFIX), Arrays.copyOf(after, taken));
        int[] prefixPart = concat(mark(SpecialToken.INFILL_PREFIX), last(before, room - taken));
        int[] context = last(context(), room + 2 - suffixPart.length - prefixPart.length);
        return suffixFirst
                ? concat(beginning, context, suffixPart, prefixPart, mark(SpecialToken.INFILL_MIDDLE))
                : concat(beginning, context, prefixPart, suffixPart, mark(SpecialToken.INFILL_MIDDLE));
    }

    /// Returns the tokens that end what fills the gap, besides those that end any generation: the marks themselves. For
    /// [GenerationOptions#withStopTokens].
    public int[] stopTokens() {
        return Stream.of(SpecialToken.INFILL_PREFIX, SpecialToken.INFILL_SUFFIX, SpecialToken.INFILL_MIDDLE,
                SpecialToken.INFILL_PADDING, SpecialToken.INFILL_REPOSITORY, SpecialToken.INFILL_FILE)
                .flatMapToInt(it -> IntStream.of(mark(it)))
                .toArray();
    }

    /// Returns repository, other files and the name of this one.
    private int[] context() {
        var parts = new ArrayList<int[]>();
        if (!repository.isEmpty()) parts.add(named(SpecialToken.INFILL_REPOSITORY, repository, ""));
        for (OtherFile it : others) {
            parts.add(named(SpecialToken.INFILL_FILE, it.name(), BETWEEN_FILES));
            parts.add(vocabulary.tokenize(it.text()));
        }
        if (!fileName.isEmpty()) parts.add(named(SpecialToken.INFILL_FILE, fileName, ""));
        return concat(parts.toArray(int[][]::new));
    }

    /// Returns a mark and the name behind it, or something else where the model does not have the mark.
    private int[] named(SpecialToken role, String name, String otherwise) {
        int[] mark = mark(role);
        return mark.length == 0 ? vocabulary.tokenize(otherwise) : concat(mark, vocabulary.tokenize(name + "\n"));
    }

    /// Returns the token of a role, or none.
    private int[] mark(SpecialToken role) {
        OptionalInt id = vocabulary.special(role);
        return id.isPresent() ? new int[]{id.getAsInt()} : new int[0];
    }

    private static int[] last(int[] ids, int count) {
        return Arrays.copyOfRange(ids, Math.max(0, ids.length - count), ids.length);
    }

    private static int[] concat(int[]... parts) {
        return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
    }
}
