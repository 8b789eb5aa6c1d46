package dev.panallama.runner.conversations;

import java.util.Locale;

/// Who speaks.
public enum Role {
    SYSTEM, USER, ASSISTANT;

    /// Returns its name as protocols write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
