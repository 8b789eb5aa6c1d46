package dev.panallama;

import dev.panallama.error.InputTooLongException;
import dev.panallama.internal.Range;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.TokenScores;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Says how likely a model thinks given texts: to compare answers, to evaluate a model, to find what is odd in a text.
/// Nothing is generated.
///
/// Any thread may use a scorer; calls take turns. An interrupt cancels a call with a [CancellationException]. After
/// [#close] every call throws `IllegalStateException`; one that is forgotten is freed when it is garbage collected.
public final class Scorer implements AutoCloseable {
    /// The length of the windows of [#perplexity(String)], in tokens: llama.cpp's own.
    public static final int WINDOW = 512;

    private final Model model; // keeps the weights from being collected
    private final HostedScorer scorer;
    private final ScoredTexts texts;

    Scorer(Model model, HostedModel nativeModel, SessionOptions options) {
        this.model = model;
        model.checkGenerates();
        SessionOptions resolved = options.resolvedFor(model.info())
                .withForks(0)
                .withContextShift(SessionOptions.NO_SHIFT);
        scorer = nativeModel.openScorer(resolved::writeTo);
        texts = new ScoredTexts(model.vocabulary());
        Model.CLEANER.register(this, scorer.cleanUp());
    }

    /// Returns how many tokens a prefix and a text can have together.
    public int contextLength() {
        return scorer.contextLength();
    }

    /// Scores a text after a prefix.
    ///
    /// Both are tokenized together, as one text: a token that spans the border belongs to the text. Special tokens are not
    /// looked for. An empty prefix
    /// stands for the beginning of a text.
    ///
    /// @throws InputTooLongException if they are longer together than [#contextLength]
    /// @throws IllegalArgumentException if the text is empty, or the prefix is and the model has no token to begin with
    public Score score(String prefix, String text) {
        return score(prefix, List.of(text)).getFirst();
    }

    /// Scores several texts after one prefix, which is computed once. Otherwise like [#score(String, String)].
    ///
    /// @return the scores in the order of the texts
    public List<Score> score(String prefix, List<String> continuations) {
        scorer.checkUsable();
        if (continuations.isEmpty()) return List.of();
        List<HostedScorer.Text> all = texts.after(prefix, continuations);
        for (int i = 0; i < all.size(); i++) check(i, all.get(i));
        List<TokenScores> scores = compute(all, ScoredTexts.shared(all), 0);
        return IntStream.range(0, all.size())
                .mapToObj(i -> scored(continuations.get(i), all.get(i), scores.get(i)))
                .toList();
    }

    /// Scores the answers to a question. Each is a text that follows it, as a rule with a blank before it.
    public MultipleChoice choose(String question, List<String> choices) {
        return new MultipleChoice(score(question, choices));
    }

    /// Scores tokens after a prefix of tokens, for prompts with special tokens.
    ///
    /// @param prefix one token at least
    /// @param ids one token at least
    /// @throws InputTooLongException if they are longer together than [#contextLength]
    public Score score(int[] prefix, int[] ids) {
        return score(prefix, ids, 0);
    }

    /// Scores tokens after a prefix of tokens, and tells which were the likeliest in their places.
    ///
    /// @param prefix one token at least
    /// @param ids one token at least
    /// @param alternatives how many, 0 to [LogProbabilityOptions#MAX_ALTERNATIVES]
    /// @throws InputTooLongException if they are longer together than [#contextLength]
    public Score score(int[] prefix, int[] ids, int alternatives) {
        Range.check("alternatives", alternatives, 0, LogProbabilityOptions.MAX_ALTERNATIVES);
        if (prefix.length == 0 || ids.length == 0)
            throw new IllegalArgumentException("there are %d tokens after %d: give one of each at least"
                    .formatted(ids.length, prefix.length));
        int[] all = Arrays.copyOf(prefix, prefix.length + ids.length);
        System.arraycopy(ids, 0, all, prefix.length, ids.length);
        model.vocabulary().check(all);
        var text = new HostedScorer.Text(all, prefix.length);
        check(0, text);
        return scored(model.vocabulary().detokenize(ids), text,
                compute(List.of(text), prefix.length, alternatives).getFirst());
    }

    /// Computes the perplexity of a text in windows of [#WINDOW] tokens, see [#perplexity(String, int, Consumer)].
    public Perplexity perplexity(String text) {
        return perplexity(text, Math.min(WINDOW, contextLength()), _ -> {});
    }

    /// Computes the perplexity of a text as llama.cpp's `perplexity` program does: in windows that do not overlap, each
    /// begun anew, of which the second half is scored. Figures compare only for the same text, window and vocabulary.
    ///
    /// @param windowLength in tokens, 4 to [#contextLength]
    /// @param progress told of each window that is computed, on this thread
    /// @throws IllegalArgumentException if the text has fewer tokens than two windows, or the length is out of range
    public Perplexity perplexity(String text, int windowLength, Consumer<Perplexity> progress) {
        Range.check("windowLength", windowLength, 4, contextLength());
        scorer.checkUsable();
        int[] tokens = model.vocabulary().tokenizeWhole(text);
        if (tokens.length < 2 * windowLength)
            throw new IllegalArgumentException(
                    "the text has %,d tokens, and two windows of %,d need %,d: give a longer text or a smaller window"
                            .formatted(tokens.length, windowLength, 2 * windowLength));
        return perplexity(tokens, windowLength, progress);
    }

    private Perplexity perplexity(int[] tokens, int windowLength, Consumer<Perplexity> progress) {
        int windows = tokens.length / windowLength;
        var sum = new Perplexity.Sum(windows);
        for (int i = 0; i < windows; i++) {
            if (Thread.currentThread().isInterrupted())
                throw new CancellationException("interrupted after %d of %d windows".formatted(i, windows));
            var text = texts.window(tokens, i, windowLength);
            sum.add(compute(List.of(text), 0, 0).getFirst().logProbabilities());
            progress.accept(sum.soFar());
        }
        return sum.soFar();
    }

    private List<TokenScores> compute(List<HostedScorer.Text> all, int shared, int alternatives) {
        try {
            return scorer.score(all, shared, alternatives);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void check(int index, HostedScorer.Text text) {
        int length = text.ids().length;
        if (length > contextLength())
            throw new InputTooLongException(index, length, contextLength(), "open the scorer with a longer context");
    }

    private Score scored(String text, HostedScorer.Text tokens, TokenScores scores) {
        return new Score(text, IntStream.range(0, scores.likeliest().length)
                .mapToObj(i -> scoredToken(tokens.ids()[tokens.from() + i], scores, i))
                .toList());
    }

    private ScoredToken scoredToken(int id, TokenScores scores, int index) {
        return new ScoredToken(
                id, model.vocabulary().text(id), scores.logProbabilities()[index], scores.likeliest()[index],
                alternatives(scores, index));
    }

    private static List<Token.Alternative> alternatives(TokenScores scores, int index) {
        int count = scores.alternatives().length / scores.likeliest().length;
        return IntStream.range(index * count, (index + 1) * count)
                .filter(it -> scores.alternatives()[it] >= 0)
                .mapToObj(it -> new Token.Alternative(
                        scores.alternatives()[it], scores.alternativeLogProbabilities()[it]))
                .toList();
    }

    /// Frees the scorer. Closing twice does nothing.
    @Override
    public void close() {
        scorer.close();
    }
}
