package dev.panallama.chat.output;

import java.util.OptionalInt;

/// The control tokens of a vocabulary. They have no text of their own in a grammar, which names them by their ids.
@FunctionalInterface
public interface ControlTokens {
    /// A vocabulary without any.
    ControlTokens NONE = _ -> OptionalInt.empty();

    /// Returns the id of the control token with this text, if there is one.
    OptionalInt id(String text);
}
