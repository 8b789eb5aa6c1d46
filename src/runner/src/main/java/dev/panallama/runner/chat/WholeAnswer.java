package dev.panallama.runner.chat;

import dev.panallama.FinishReason;
import dev.panallama.Timings;

/// An answer that has ended. Immutable.
///
/// @param thought what the model thought before it; empty for nothing
/// @param reason why it ended
/// @param took what its session has computed since it was opened
public record WholeAnswer(String text, String thought, FinishReason reason, Timings took) {}
