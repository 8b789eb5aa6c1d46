package dev.panallama.runner.store;

import java.io.IOException;
import java.util.List;

/// Thrown when a file cannot be had from anywhere. The message names no place of this machine.
public final class FetchException extends IOException {
    private static final long serialVersionUID = 1L;

    FetchException(RemoteFile file, List<String> reasons) {
        super("""
                could not fetch %s
                  %s
                Run again when that is mended (%s names another folder), or put the file into the folder of models yourself."""
                .formatted(file.fileName(), String.join("\n  ", reasons), DataFolder.MODELS_VARIABLE));
    }
}
