package dev.panallama;

/// What a score is.
public enum RankingScore {
    /// What the model computes: any number of its head, or the logit of yes less that of no.
    RAW,
    /// A number from 0 to 1.
    PROBABILITY
}
