package dev.panallama;

/// How compute threads are spread over the nodes of a machine with non-uniform memory access. See [Llama#numa].
public enum NumaStrategy {
    /// Over all nodes in turn.
    DISTRIBUTE,
    /// On the node that the program runs on.
    ISOLATE,
    /// On the processors that `numactl` gave the program.
    NUMACTL;

    /// Returns the value of `enum ggml_numa_strategy`.
    int code() {
        return switch (this) {
            case DISTRIBUTE -> 1;
            case ISOLATE -> 2;
            case NUMACTL -> 3;
        };
    }
}
