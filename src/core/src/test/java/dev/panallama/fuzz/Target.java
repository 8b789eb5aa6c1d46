package dev.panallama.fuzz;

import java.util.List;

/// A kind of input that must do no harm, whatever it is. A case is a list of steps: what is done to a good input, or which
/// calls are made. So it can be told by a number, shrunk step by step, read, and kept as a small file.
public interface Target extends AutoCloseable {
    /// Makes up a case.
    List<Step> steps(Dice dice);

    /// Does it, on one thread. What it throws is its outcome. Steps may be missing, as they are while a case is shrunk.
    void run(List<Step> steps) throws Exception;

    @Override
    default void close() {}
}
