package dev.panallama.runner;

import dev.panallama.runner.store.CatalogEntry;

/// A model that can be [pulled][Runner#pull(String)] by a short name. Immutable.
///
/// @param name the short name
/// @param title what its maker calls it
/// @param parameters how many it has, as makers write it: `8B`
/// @param bytes how long its file is, roughly for models of the hub
/// @param license under which terms it may be used
/// @param memoryBytes how much memory it takes when it answers, roughly
/// @param fits whether models may have so much memory
/// @param installed whether it is on this machine
public record CatalogModel(
        String name,
        String title,
        String parameters,
        long bytes,
        String license,
        long memoryBytes,
        boolean fits,
        boolean installed) {
    static CatalogModel of(CatalogEntry entry, long memoryBytes, long most, boolean installed) {
        return new CatalogModel(entry.name().toString(), entry.title(), entry.parameters(), entry.bytes(),
                entry.license(), memoryBytes, memoryBytes <= most, installed);
    }
}
