package dev.panallama;

import dev.panallama.error.InputTooLongException;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedModel;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/// Tells how well documents suit a query, by reading both together. Any thread may use it, also a virtual one; calls take
/// turns, batch by batch, and interrupting the caller cancels.
///
/// Close it before its model; one that is forgotten is freed when it is garbage collected. After [#close] a call that
/// computes throws `IllegalStateException`.
public final class Reranker implements AutoCloseable {
    private final Model model; // keeps the weights from being collected
    private final RerankerOptions options;
    private final PairScoring scoring;
    private final HostedEncoder encoder;
    private final int limit;

    Reranker(Model model, HostedModel nativeModel, RerankerOptions options) {
        nativeModel.checkOpen();
        this.model = model;
        this.options = options;
        scoring = PairScoring.of(model, nativeModel, options);
        encoder = nativeModel.openEncoder("reranker", scoring::writeTo);
        Model.CLEANER.register(this, encoder.cleanUp());
        limit = Math.min(scoring.limit(), encoder.longestText());
    }

    /// Returns how many tokens query and document may have together, with those that the model wants around them.
    public int maxTokens() {
        return limit;
    }

    /// Returns how it ranks: never [RankingMethod#AUTOMATIC].
    public RankingMethod method() {
        return scoring.method();
    }

    /// Returns the labels of [#outputs]: those of the file or numbers, or the answers.
    public List<String> labels() {
        return scoring.labels();
    }

    /// Ranks documents, several of them in a batch. A batch rounds in its own way: scores of one document differ by that
    /// between calls with others.
    ///
    /// @return the best first, and of equal ones the one that was given first
    /// @throws InputTooLongException if query and a document are longer than [#maxTokens] together and the options
    ///     refuse that, or the query alone is; nothing was computed
    /// @throws CancellationException if this thread was interrupted
    /// @throws UnsupportedOperationException if the model has no vocabulary
    public List<Ranking> rank(String query, List<String> documents) {
        return rank(query, documents, options.score());
    }

    /// Ranks documents as [#rank(String, List)] does, by another kind of score than the options say.
    public List<Ranking> rank(String query, List<String> documents, RankingScore kind) {
        int[][] pairs = pairs(query, documents);
        float[][] rows = compute(pairs);
        return IntStream.range(0, rows.length)
                .mapToObj(it -> new Ranking(it, scoring.score(rows[it], kind), pairs[it].length))
                .sorted(Comparator.comparingDouble(Ranking::score).reversed())
                .toList();
    }

    /// Returns the score of one document. Throws what [#rank] does.
    public double score(String query, String document) {
        return scoring.score(outputs(query, document), options.score());
    }

    /// Returns all that the model puts out for a pair, one number for each of [#labels]: what its head computes, or the
    /// logits of the two answers. Throws what [#rank] does.
    public float[] outputs(String query, String document) {
        return compute(pairs(query, List.of(document)))[0];
    }

    private int[][] pairs(String query, List<String> documents) {
        encoder.checkUsable();
        var pairs = new int[documents.size()][];
        for (int i = 0; i < pairs.length; i++) pairs[i] = tokens(i, query, documents.get(i));
        return pairs;
    }

    private float[][] compute(int[][] pairs) {
        var rows = new float[pairs.length][];
        var batches = new TextBatches(scoring.sizes(), it -> scoring.compute(encoder, it), () -> {});
        try {
            for (int i = 0; i < pairs.length; i++) {
                int index = i;
                batches.add(pairs[i], row -> rows[index] = row);
            }
            batches.flush();
            return rows;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private int[] tokens(int index, String query, String document) {
        TextBatches.checkNotInterrupted();
        int[] ids = scoring.input().tokens(query, document);
        if (ids.length == 0) throw new IllegalArgumentException("text %d has no tokens: leave it out".formatted(index));
        if (ids.length <= limit) return ids;
        if (options.truncate()) return truncated(index, query, document, ids.length);
        throw refusal(index, ids.length,
                "shorten it, raise maxTokens if the model takes more, or use withTruncate(true)");
    }

    /// The end of a text that is cut may make other tokens than within the text, so it may take another cut.
    private int[] truncated(int index, String query, String document, int length) {
        int[] content = model.vocabulary().tokenize(document);
        int kept = content.length;
        for (int excess = length - limit; kept - excess > 0;) {
            kept -= excess;
            int[] ids = scoring.input().tokens(query, model.vocabulary().detokenize(Arrays.copyOf(content, kept)));
            if (ids.length <= limit) return ids;
            excess = ids.length - limit;
        }
        throw refusal(index, length, "the query leaves no room for the document; shorten the query");
    }

    private InputTooLongException refusal(int index, int tokens, String remedy) {
        return new InputTooLongException(index, tokens, limit, remedy);
    }

    /// Frees what it computes with, after the batch that is being computed. Closing twice does nothing.
    @Override
    public void close() {
        encoder.close();
    }

    @Override
    public String toString() {
        return "Reranker[%s of %s]".formatted(scoring.method(), model);
    }
}
