package dev.panallama;

/// Turns a query and a document into the tokens that a model computes. Immutable.
interface PairInput {
    /// Returns the tokens of a pair.
    int[] tokens(String query, String document);
}
