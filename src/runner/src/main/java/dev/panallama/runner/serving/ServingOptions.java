package dev.panallama.runner.serving;

import dev.panallama.EngineOptions;
import com.sun.management.OperatingSystemMXBean;
import dev.panallama.Isolation;
import dev.panallama.SessionOptions;
import java.lang.management.ManagementFactory;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.runner.store.InstalledModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How models are kept in memory and how many requests they answer together. Immutable.
///
/// @param slots how many requests of a model are computed at a time
/// @param contextLength how many tokens one of them has, 0 for what suits the model
/// @param threads how many compute, 0 for what suits the machine
/// @param queueLimit how many requests of a model may wait before further ones are refused
/// @param keepAlive how long a model that nobody asks stays loaded
/// @param maxLoaded how many models are loaded at a time
/// @param isolation where their native code runs
/// @param memoryBytes how much memory they may have together, by an estimate
/// @param loras adapters that are put on models besides their own, by the models' names
public record ServingOptions(
        int slots,
        int contextLength,
        int threads,
        int queueLimit,
        Duration keepAlive,
        int maxLoaded,
        Isolation isolation,
        long memoryBytes,
        Map<String, List<Lora>> loras) {
    private static final ServingOptions DEFAULTS = new ServingOptions(
            4, 0, 0, 512, Duration.ofMinutes(5), 3, Isolation.WORKER);

    /// @throws IllegalArgumentException if a number is out of its range
    public ServingOptions {
        loras = Map.copyOf(loras);
        if (keepAlive.isNegative()) keepAlive = KeepAlive.FOR_EVER;
        EngineOptions.defaults().withSlots(slots).withQueueLimit(queueLimit);
        SessionOptions.defaults().withContextLength(contextLength).withThreads(threads);
        if (memoryBytes < 1)
            throw new IllegalArgumentException("memory is %d bytes: give more".formatted(memoryBytes));
        if (maxLoaded < 1) throw new IllegalArgumentException("max-loaded is %d: give 1 or more".formatted(maxLoaded));
    }

    /// Creates options with the usual memory: four fifths of the machine's.
    public ServingOptions(int slots, int contextLength, int threads, int queueLimit, Duration keepAlive, int maxLoaded,
            Isolation isolation) {
        this(slots, contextLength, threads, queueLimit, keepAlive, maxLoaded, isolation, usualMemory(),
                Map.of());
    }

    private static long usualMemory() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return machine.getTotalMemorySize() / 5 * 4;
    }

    /// Returns these options with so much memory for all models.
    public ServingOptions withMemory(long bytes) {
        return new ServingOptions(slots, contextLength, threads, queueLimit, keepAlive, maxLoaded, isolation, bytes,
                loras);
    }

    /// Returns these options with adapters for one model.
    ///
    /// @param model what requests call it
    public ServingOptions withLoras(String model, List<Lora> some) {
        var all = new HashMap<>(loras);
        all.put(model, List.copyOf(some));
        return new ServingOptions(slots, contextLength, threads, queueLimit, keepAlive, maxLoaded, isolation,
                memoryBytes, all);
    }

    List<Lora> loras(InstalledModel model) {
        return loras.getOrDefault(model.name(), List.of());
    }

    /// Returns how many tokens a request of a model has, 0 for what suits it: as many as its maker has said, unless the server
    /// has a length for all.
    int contextLength(ModelSettings settings) {
        if (contextLength > 0) return contextLength;
        return Math.clamp(settings.fields().path("num_ctx").asInt(0), 0, SessionOptions.MAX_CONTEXT_LENGTH);
    }

    /// Returns four slots, five minutes, three models, each in a process of its own.
    public static ServingOptions defaults() {
        return DEFAULTS;
    }
}
