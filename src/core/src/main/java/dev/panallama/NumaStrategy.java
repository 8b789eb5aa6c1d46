package dev.panallama;

/// How compute threads are spread over the nodes of a machine with non-uniform memory access. See [Llama#numa].
public enum NumaStrategy { // in the order of ggml_numa_strategy, from 1
    /// Over all nodes in turn.
    DISTRIBUTE,
    /// On the node that the program runs on.
    ISOLATE,
    /// On the processors that `numactl` gave the program.
    NUMACTL
}
