package dev.panallama.runner.serving;

import com.sun.management.OperatingSystemMXBean;
import dev.panallama.EngineOptions;
import dev.panallama.Isolation;
import dev.panallama.SessionOptions;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.ModelSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How models are kept in memory and how many requests they answer together. Immutable.
///
/// @param slots how many requests of a model are computed at a time
/// @param session how each is computed: its context, its threads, how attention is kept
/// @param queueLimit how many requests of a model may wait before further ones are refused
/// @param keepAlive how long a model that nobody asks stays loaded
/// @param maxLoaded how many models are loaded at a time
/// @param isolation where their native code runs
/// @param memoryBytes how much memory they may have together, by an estimate
/// @param loadTimeout how long a model that is being loaded may come no further
/// @param loras adapters that are put on models besides their own, by the models' names
public record ServingOptions(
        int slots,
        SessionOptions session,
        int queueLimit,
        Duration keepAlive,
        int maxLoaded,
        Isolation isolation,
        long memoryBytes,
        Duration loadTimeout,
        Map<String, List<Lora>> loras) {
    private static final ServingOptions DEFAULTS = new ServingOptions(
            4, 0, 0, 512, Duration.ofMinutes(5), 3, Isolation.WORKER);

    /// @throws IllegalArgumentException if a number is out of its range
    public ServingOptions {
        loras = Map.copyOf(loras);
        if (keepAlive.isNegative()) keepAlive = KeepAlive.FOR_EVER;
        EngineOptions.defaults().withSlots(slots).withQueueLimit(queueLimit);
        if (memoryBytes < 1)
            throw new IllegalArgumentException("memory is %d bytes: give more".formatted(memoryBytes));
        if (loadTimeout.isZero() || loadTimeout.isNegative()) loadTimeout = KeepAlive.FOR_EVER; // as Ollama has it
        if (maxLoaded < 1) throw new IllegalArgumentException("max-loaded is %d: give 1 or more".formatted(maxLoaded));
    }

    /// Creates options with the usual memory, four fifths of the machine's, and five minutes to load.
    ///
    /// @param contextLength how many tokens a request has, 0 for what suits the model
    /// @param threads how many compute, 0 for what suits the machine
    public ServingOptions(int slots, int contextLength, int threads, int queueLimit, Duration keepAlive, int maxLoaded,
            Isolation isolation) {
        this(slots, SessionOptions.defaults().withContextLength(contextLength).withThreads(threads), queueLimit,
                keepAlive,
                maxLoaded, isolation, usualMemory(), Duration.ofMinutes(5), Map.of());
    }

    private static long usualMemory() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return machine.getTotalMemorySize() / 5 * 4;
    }

    /// Returns these options with so much memory for all models.
    public ServingOptions withMemory(long bytes) {
        return new ServingOptions(slots, session, queueLimit, keepAlive, maxLoaded, isolation, bytes, loadTimeout,
                loras);
    }

    /// Returns these options with adapters for one model.
    ///
    /// @param model what requests call it
    public ServingOptions withLoras(String model, List<Lora> some) {
        var all = new HashMap<>(loras);
        all.put(model, List.copyOf(some));
        return new ServingOptions(slots, session, queueLimit, keepAlive, maxLoaded, isolation, memoryBytes, loadTimeout,
                all);
    }

    List<Lora> loras(InstalledModel model) {
        return loras.getOrDefault(model.name(), List.of());
    }

    /// Returns these options with requests computed otherwise.
    public ServingOptions withSession(SessionOptions other) {
        return new ServingOptions(slots, other, queueLimit, keepAlive, maxLoaded, isolation, memoryBytes, loadTimeout,
                loras);
    }

    /// Returns these options with so much time for a model that is being loaded and comes no further.
    public ServingOptions withLoadTimeout(Duration time) {
        return new ServingOptions(slots, session, queueLimit, keepAlive, maxLoaded, isolation, memoryBytes, time,
                loras);
    }

    /// Returns how requests of a model are computed. They have as many tokens as its maker has said, unless the server has a length
    /// for all.
    SessionOptions session(ModelSettings settings) {
        if (session.contextLength() > 0) return session;
        return session.withContextLength(
                Math.clamp(settings.fields().path("num_ctx").asInt(0), 0, SessionOptions.MAX_CONTEXT_LENGTH));
    }

    /// Returns four slots, five minutes, three models, each in a process of its own.
    public static ServingOptions defaults() {
        return DEFAULTS;
    }
}
