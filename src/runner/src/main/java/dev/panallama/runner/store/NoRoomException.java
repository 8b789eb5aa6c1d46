package dev.panallama.runner.store;

import java.io.IOException;

/// Thrown when a file has no room on the disk. The message names no place of this machine.
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoomException(IOException reason) {
        super("there is no room for the file: it " + reason.getMessage(), reason);
    }
}
