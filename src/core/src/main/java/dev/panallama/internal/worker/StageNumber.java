package dev.panallama.internal.worker;

/// Stands for a stage of the program's own where a sampler's settings pass to a worker.
///
/// @param index its place among such stages
record StageNumber(int index) {}
