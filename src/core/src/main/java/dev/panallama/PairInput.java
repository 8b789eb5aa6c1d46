package dev.panallama;

/// Turns a query and a document into the tokens that a model computes. Immutable.
interface PairInput {
    /// @param document its tokens are made here, so that what cuts it can ask again
    int[] tokens(String query, String document);
}
