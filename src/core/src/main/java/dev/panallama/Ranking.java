package dev.panallama;

/// How well a document suits a query.
///
/// @param index which of the given documents it is, counted from 0
/// @param score the higher, the better
/// @param tokens how many tokens query and document have together, with those that the model wants around them
public record Ranking(int index, double score, int tokens) {}
