package dev.panallama;

/// How a model ranks.
public enum RankingMethod {
    /// By its head if it has one, else by its answer.
    AUTOMATIC,
    /// By a head that was trained for it: a part of the model that turns query and document into a number.
    HEAD,
    /// By how much likelier a model that continues text says yes than no.
    YES_NO
}
