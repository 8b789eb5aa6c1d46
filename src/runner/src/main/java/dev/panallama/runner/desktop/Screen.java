package dev.panallama.runner.desktop;

import dev.panallama.chat.Delta;
import java.util.List;

/// Shows how a talk goes, on the event thread.
interface Screen {
    /// Returns the name of the model; any thread may ask.
    String model();

    /// Asks the person whether the terms of a model are accepted, and waits for that on a thread that is not the event thread's.
    boolean accepts(String title, String terms);

    /// Shows that the model is fetched or loaded.
    ///
    /// @param fraction how much is there, from 0 to 1; less if that is not known
    void showPreparing(String model, String what, double fraction);

    /// Shows that the model can be talked to.
    ///
    /// @param used tokens of the context; less than 0 if that is not known
    void showReady(String model, int used, int length);

    void showNote(String note);

    void showPieces(List<Delta> pieces);

    void showEnd(Outcome outcome);

    void showFailure(Exception failure);
}
