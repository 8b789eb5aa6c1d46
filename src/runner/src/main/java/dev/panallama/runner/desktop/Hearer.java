package dev.panallama.runner.desktop;

import dev.panallama.chat.Delta;
import dev.panallama.runner.PullProgress;

/// Hears how a talk goes, on the thread that talks.
interface Hearer extends PullProgress {
    /// The model is being loaded.
    ///
    /// @param fraction how much of it is there, from 0 to 1; less if that is not known
    void loading(String model, double fraction);

    /// The model can be talked to.
    ///
    /// @param contextUsed less than 0 if what was said is not yet computed
    void ready(String model, int contextUsed, int contextLength);

    /// An answer begins.
    void begins();

    /// There is more of the answer.
    void writes(Delta delta);

    /// The answer has ended, well or because it was cancelled.
    void ends(Outcome outcome);

    /// Something failed; what it was is said to a person.
    void fails(Exception failure);
}
