package dev.panallama.runner.chat;

import java.io.IOException;
import java.util.List;

/// The models that a chat can go on with.
public interface Shelf {
    /// Returns the names of those that are there.
    List<String> names();

    /// Returns what makes a model that is there once more, in the form of Ollama's Modelfiles.
    ///
    /// @param name its name, or the path of its file
    /// @throws IOException if there is no such model
    String modelfile(String name) throws IOException, InterruptedException;

    /// Returns what a model is found by from now on, after fetching it if it is missing.
    ///
    /// @param name its name, or the path of its file
    /// @throws IllegalArgumentException if there can be no such model
    /// @throws dev.panallama.error.GgufException if the file is no model
    /// @throws IOException if there is no such model, or it cannot be fetched
    String find(String name) throws IOException, InterruptedException;
}
