package dev.panallama.internal.host;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// A model that is loaded. Any thread may use it. It outlives the contexts made of it and the adapters loaded for it.
public interface HostedModel {
    /// Returns the file's name.
    String name();

    /// Returns what llama.cpp says of it, read when it was loaded.
    ModelFacts facts();

    /// Returns the vocabulary, which lives as long as the model.
    HostedVocabulary vocabulary();

    /// Returns the buffers that loading has allocated.
    List<NativeBuffer> buffers();

    /// Opens the first sequence of a new context, before which the model cannot be closed.
    HostedSequence openSequence(Consumer<ContextParameters> settings);

    /// Opens a context whose sequences are computed together, before which the model cannot be closed.
    HostedEngine openEngine(Consumer<ContextParameters> settings, EngineParameters parameters);

    /// Opens a context that scores texts, before which the model cannot be closed.
    HostedScorer openScorer(Consumer<ContextParameters> settings);

    /// Opens a context that encodes texts, before which the model cannot be closed.
    ///
    /// @param name what users call it, in messages
    HostedEncoder openEncoder(String name, Consumer<ContextParameters> settings);

    /// Opens a context that measures activations, before which the model cannot be closed.
    ///
    /// @param chunkLength how many tokens are computed in one context
    /// @param output whether the output matrix is measured too
    HostedMeter openMeter(int chunkLength, int threads, boolean output);

    /// Loads an adapter from a file that was checked before. Sessions go on meanwhile, but for those that begin or change
    /// their adapters.
    HostedAdapter loadAdapter(Path file);

    /// Throws if the model is closed, or the process that it runs in has died.
    void checkOpen();

    /// Returns whether it can be used, as far as is known at once.
    boolean isUsable();

    /// Frees the model. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while contexts or adapters are open or another thread is in a call; nothing is freed then
    void close();

    /// Returns the action that frees a model whose owner was garbage collected.
    Runnable cleanUp();
}
