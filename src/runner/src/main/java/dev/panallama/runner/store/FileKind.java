package dev.panallama.runner.store;

import dev.panallama.gguf.Gguf;

/// What the header of a GGUF file says that it is: a model, or what only belongs to one.
final class FileKind {
    private FileKind() {}

    /// Whether it has a projector for pictures. Older ones say so by their architecture alone.
    static boolean isProjector(Gguf file) {
        return type(file).equals("mmproj") || file.text("general.architecture").filter("clip"::equals).isPresent();
    }

    /// Whether it has a model, or a later part of one: an adapter, an importance matrix, a projector have none.
    static boolean isModel(Gguf file) {
        return type(file).equals("model") && !isProjector(file);
    }

    private static String type(Gguf file) {
        return file.text("general.type").orElse("model");
    }
}
