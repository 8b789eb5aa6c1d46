package dev.panallama.bench.load;

/// What the prompts of a workload have to do with each other.
public enum WorkloadKind {
    /// Each is another text, of the same length.
    DISTINCT,
    /// All begin with the same text, which is most of each.
    SHARED,
    /// Each is another text, some short and few long: lengths over two powers of two, and so the answers.
    MIXED
}
