package dev.panallama.runner.store;

import java.util.List;
import java.util.Optional;

/// A model that can be fetched. Immutable.
///
/// @param name what it is called here
/// @param terms what it is and its licence, in one line
/// @param license the licence, if it has to be accepted
/// @param folder where its files lie, below the store's folder; empty for that itself
/// @param source where it comes from: what has the same name and another source is another model
/// @param files its parts in order; most models have one
public record Release(
        ModelName name, String terms, Optional<License> license, String folder, String source,
        List<RemoteFile> files) {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if the folder could be another one than it seems, such as with `..` in it
    public Release {
        files = List.copyOf(files);
        if (!folder.isEmpty())
            for (String it : folder.replaceFirst("/$", "").split("/", -1)) RemoteFile.requireName(it);
    }

    /// Whether a model came from where this one comes from.
    boolean isFrom(Optional<String> other) {
        return other.filter(source::equalsIgnoreCase).isPresent();
    }
}
