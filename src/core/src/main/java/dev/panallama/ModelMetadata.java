package dev.panallama;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The scalar metadata of a model as text, with what overrides it, read as what it should be. A value of another kind reads
/// as missing.
final class ModelMetadata {
    private final Map<String, String> file;
    private final Map<String, ?> overrides;
    private final String architecture;

    ModelMetadata(Map<String, String> file, Map<String, ?> overrides) {
        this.file = file;
        this.overrides = overrides;
        architecture = file.getOrDefault("general.architecture", "unknown");
    }

    String architecture() {
        return architecture;
    }

    /// Returns a value that is not empty.
    Optional<String> text(String key) {
        Object value = overrides.get(key);
        return Optional.ofNullable(value == null ? file.get(key) : value.toString()).filter(it -> !it.isBlank());
    }

    /// Returns a value of the architecture, such as `rope.scaling.type`.
    Optional<String> own(String key) {
        return text(architecture + "." + key);
    }

    int integer(String key, int otherwise) {
        return text(key).map(ModelMetadata::integer).orElseGet(OptionalInt::empty).orElse(otherwise);
    }

    OptionalInt ownInteger(String key) {
        return own(key).map(ModelMetadata::integer).orElseGet(OptionalInt::empty);
    }

    int ownInteger(String key, int otherwise) {
        return ownInteger(key).orElse(otherwise);
    }

    double ownNumber(String key, double otherwise) {
        try {
            return own(key).map(Double::parseDouble).orElse(otherwise);
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    private static OptionalInt integer(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }
}
