package dev.panallama;

import dev.panallama.error.InputTooLongException;
import dev.panallama.internal.Range;
import dev.panallama.internal.host.HostedEncoder;
import dev.panallama.internal.host.HostedModel;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/// Turns texts into vectors. Any thread may use it, also a virtual one; calls take turns, batch by batch, and interrupting
/// the caller cancels.
///
/// Close it before its model; one that is forgotten is freed when it is garbage collected. After [#close] a call that
/// computes throws `IllegalStateException`.
public final class Embedder implements AutoCloseable {
    private final Model model; // keeps the weights from being collected
    private final EmbedderOptions options;
    private final Pooling pooling;
    private final TextBatches.Sizes sizes;
    private final int width;
    private final HostedEncoder encoder;
    private final int limit;
    private final TextInput input;

    Embedder(Model model, HostedModel nativeModel, EmbedderOptions options) {
        nativeModel.checkOpen();
        this.model = model;
        this.options = options;
        pooling = options.pooling().resolvedFor(model);
        checkAttention(model, nativeModel, options.attention());
        width = nativeModel.facts().outputEmbeddingLength();
        Range.check("dimensions", options.dimensions(), EmbedderOptions.ALL, width);
        int asked = limit(model, options.maxTokens());
        sizes = TextBatches.Sizes.of(nativeModel, Math.max(asked, options.batchSize()), options.threads());
        encoder = nativeModel.openEncoder("embedder", params -> options.writeTo(params, sizes, pooling));
        Model.CLEANER.register(this, encoder.cleanUp());
        limit = Math.min(asked, encoder.longestText());
        input = new TextInput(model.vocabulary(), limit);
    }

    private static int limit(Model model, int asked) {
        if (asked != EmbedderOptions.AUTOMATIC) return asked;
        return Math.clamp(model.info().trainedContextLength(), 1, EmbedderOptions.AUTOMATIC_TOKENS);
    }

    private static void checkAttention(Model model, HostedModel nativeModel, Attention attention) {
        boolean looksBack = model.info().generatesText() && !nativeModel.facts().hasEncoder();
        boolean possible = switch (attention) {
            case OF_MODEL -> true;
            case CAUSAL -> looksBack;
            case BIDIRECTIONAL -> !nativeModel.facts().isRecurrent();
        };
        if (!possible)
            throw new UnsupportedOperationException("model %s cannot compute with %s attention: leave it to the model"
                    .formatted(model.info().name(), attention));
    }

    /// Returns how many tokens a text may have: what was asked for, and less where the model looks positions up in a
    /// shorter table.
    public int maxTokens() {
        return limit;
    }

    /// Returns how many numbers a vector has.
    public int dimensions() {
        return options.dimensions() == EmbedderOptions.ALL ? width : options.dimensions();
    }

    /// Returns how the vectors of tokens become one: the model's own way in place of [Pooling#OF_MODEL].
    public Pooling pooling() {
        return pooling;
    }

    /// Embeds a text that is to be found, after the options' `documentPrefix`.
    ///
    /// @throws InputTooLongException if it is longer than [#maxTokens] and the options refuse that
    /// @throws CancellationException if this thread was interrupted
    /// @throws UnsupportedOperationException if the model has no vocabulary, or the embedder does not pool
    public Embedding embed(String text) {
        return embed(List.of(text)).getFirst();
    }

    /// Embeds texts that are to be found, several of them in a batch. Otherwise like [#embed(String)].
    ///
    /// @return the embeddings in the order of the texts
    public List<Embedding> embed(List<String> texts) {
        return embed(texts, _ -> {});
    }

    /// Embeds texts as [#embed(List)] does.
    ///
    /// @param progress told in this thread, after each batch, how many texts are done; what it throws ends the call
    public List<Embedding> embed(List<String> texts, IntConsumer progress) {
        return embed(texts, options.documentPrefix(), options.longInput(), progress);
    }

    /// Embeds texts as [#embed(List)] does, but treats long ones otherwise than the options say.
    public List<Embedding> embed(List<String> texts, LongInput longInput) {
        return embed(texts, options.documentPrefix(), longInput, _ -> {});
    }

    /// Embeds a text to search with, after the options' `queryPrefix`. Otherwise like [#embed(String)].
    public Embedding embedQuery(String text) {
        return embed(List.of(text), options.queryPrefix(), options.longInput(), _ -> {}).getFirst();
    }

    /// Embeds tokens as they are: nothing is added.
    ///
    /// @throws IllegalArgumentException if there are none, too many, or one that is not in the vocabulary
    public Embedding embed(int... ids) {
        var text = new PooledText(List.of(input.checked(ids)), this::finished);
        compute(List.of(text), _ -> {});
        return text.embedding();
    }

    /// Embeds each token of a text, also those that the model wants around it, after the options' `documentPrefix`. A long
    /// text is refused or cut, and not split.
    ///
    /// @return an embedding for each token that [Vocabulary#tokenize(String, boolean, boolean)] makes with special ones
    /// @throws UnsupportedOperationException if the embedder pools
    public List<Embedding> embedTokens(String text) {
        List<int[]> pieces = input.pieces(0, options.documentPrefix(), text, options.longInput());
        if (pieces.size() == 1) return vectors(pieces.getFirst());
        throw new UnsupportedOperationException(
                "a text of more than %d tokens is not split into vectors of tokens: embed its parts".formatted(limit));
    }

    /// Embeds each of some tokens, as they are: nothing is added.
    ///
    /// @throws IllegalArgumentException if there are none, too many, or one that is not in the vocabulary
    /// @throws UnsupportedOperationException if the embedder pools
    public List<Embedding> embedTokens(int... ids) {
        return vectors(input.checked(ids));
    }

    private List<Embedding> vectors(int[] ids) {
        if (pooling != Pooling.NONE)
            throw new UnsupportedOperationException(
                    "this embedder pools (%s): open one with Pooling.NONE for the vectors of tokens"
                            .formatted(pooling));
        try {
            return Arrays.stream(encoder.ofTokens(ids)).map(it -> new Embedding(finished(it), 1)).toList();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private List<Embedding> embed(List<String> texts, String prefix, LongInput longInput, IntConsumer progress) {
        encoder.checkUsable();
        var pooled = new ArrayList<PooledText>(texts.size());
        for (String text : texts) {
            TextBatches.checkNotInterrupted();
            pooled.add(new PooledText(input.pieces(pooled.size(), prefix, text, longInput), this::finished));
        }
        compute(pooled, progress);
        return pooled.stream().map(PooledText::embedding).toList();
    }

    private void compute(List<PooledText> texts, IntConsumer progress) {
        if (pooling == Pooling.NONE)
            throw new UnsupportedOperationException(
                    "this embedder does not pool: use embedTokens, or open one with another pooling");
        var done = new int[1];
        var batches = new TextBatches(sizes, it -> encoder.pooled(it, width), () -> {
            while (done[0] < texts.size() && texts.get(done[0]).isComplete()) done[0]++;
            progress.accept(done[0]);
        });
        try {
            for (PooledText text : texts) text.addTo(batches);
            batches.flush();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private float[] finished(float[] vector) {
        float[] kept = Arrays.copyOf(vector, dimensions());
        options.normalization().apply(kept);
        return kept;
    }

    /// Frees what it computes with, after the batch that is being computed. Closing twice does nothing.
    @Override
    public void close() {
        encoder.close();
    }

    @Override
    public String toString() {
        return "Embedder[%s, %d dimensions of %s]".formatted(pooling, dimensions(), model);
    }
}
