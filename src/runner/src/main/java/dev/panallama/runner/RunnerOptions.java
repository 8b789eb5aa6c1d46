package dev.panallama.runner;

import dev.panallama.Isolation;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.DataFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How a [Runner] keeps models. Immutable; start from [#defaults] and change what matters.
///
/// @param folder where models are that were fetched; it need not exist
/// @param files models besides, by their files
/// @param online whether models that are missing may be fetched
/// @param slots how many answers of a model are computed at a time; its memory grows with it
/// @param contextLength how many tokens a conversation has, 0 for what suits the model
/// @param threads how many compute, 0 for what suits the machine
/// @param keepAlive how long a model that nobody uses stays in memory
/// @param maxLoaded how many models are in memory at a time
/// @param memoryBytes how much memory they may have together, by an estimate
/// @param isolation where their native code runs
public record RunnerOptions(
        Path folder,
        List<Path> files,
        boolean online,
        int slots,
        int contextLength,
        int threads,
        Duration keepAlive,
        int maxLoaded,
        long memoryBytes,
        Isolation isolation) {
    /// @throws IllegalArgumentException if a number is out of its range
    public RunnerOptions {
        files = List.copyOf(files);
        var _ = serving(slots, contextLength, threads, keepAlive, maxLoaded, memoryBytes, isolation);
    }

    /// Returns the user's folder and the models that other programs keep for him, four slots, five minutes, three models with
    /// four fifths of the machine's memory, each in a process of its own: a program with a window must not end because native code
    /// did.
    public static RunnerOptions defaults() {
        DataFolder data = DataFolder.ofUser();
        ServingOptions usual = ServingOptions.defaults();
        return new RunnerOptions(data.models(), List.of(), data.online(), usual.slots(), 0, 0, usual.keepAlive(),
                usual.maxLoaded(), usual.memoryBytes(), Isolation.WORKER);
    }

    /// Returns these options with another folder of models.
    public RunnerOptions withFolder(Path other) {
        return new RunnerOptions(other, files, online, slots, contextLength, threads, keepAlive, maxLoaded, memoryBytes,
                isolation);
    }

    /// Returns these options with models besides those of the folder. Each is called as its file is.
    public RunnerOptions withFiles(Path... others) {
        return new RunnerOptions(folder, List.of(others), online, slots, contextLength, threads, keepAlive, maxLoaded,
                memoryBytes, isolation);
    }

    /// Returns these options with models fetched when they are missing, or not.
    public RunnerOptions withOnline(boolean fetches) {
        return new RunnerOptions(folder, files, fetches, slots, contextLength, threads, keepAlive, maxLoaded,
                memoryBytes, isolation);
    }

    /// Returns these options with so many answers of a model at a time.
    public RunnerOptions withSlots(int count) {
        return new RunnerOptions(folder, files, online, count, contextLength, threads, keepAlive, maxLoaded,
                memoryBytes,
                isolation);
    }

    /// Returns these options with so many tokens for a conversation, 0 for what suits the model.
    public RunnerOptions withContextLength(int tokens) {
        return new RunnerOptions(folder, files, online, slots, tokens, threads, keepAlive, maxLoaded, memoryBytes,
                isolation);
    }

    /// Returns these options with so many threads that compute, 0 for what suits the machine.
    public RunnerOptions withThreads(int count) {
        return new RunnerOptions(folder, files, online, slots, contextLength, count, keepAlive, maxLoaded, memoryBytes,
                isolation);
    }

    /// Returns these options with models that nobody uses kept for another time.
    public RunnerOptions withKeepAlive(Duration time) {
        return new RunnerOptions(folder, files, online, slots, contextLength, threads, time, maxLoaded, memoryBytes,
                isolation);
    }

    /// Returns these options with so many models and so much memory for all of them.
    public RunnerOptions withMemory(int models, long bytes) {
        return new RunnerOptions(folder, files, online, slots, contextLength, threads, keepAlive, models, bytes,
                isolation);
    }

    /// Returns these options with the models' native code in another place. In this process a token comes a little sooner, and a
    /// crash of native code ends the program.
    public RunnerOptions withIsolation(Isolation place) {
        return new RunnerOptions(folder, files, online, slots, contextLength, threads, keepAlive, maxLoaded,
                memoryBytes,
                place);
    }

    DataFolder data() {
        DataFolder user = DataFolder.ofUser();
        return new DataFolder(user.path(), folder, user.conversations(), online);
    }

    ServingOptions serving() {
        return serving(slots, contextLength, threads, keepAlive, maxLoaded, memoryBytes, isolation);
    }

    private static ServingOptions serving(int slots, int contextLength, int threads, Duration keepAlive, int maxLoaded,
            long memoryBytes, Isolation isolation) {
        return new ServingOptions(slots, contextLength, threads, ServingOptions.defaults().queueLimit(), keepAlive,
                maxLoaded, isolation).withMemory(memoryBytes);
    }
}
