package dev.panallama.runner.store;

/// A model of the catalog, for somebody who chooses one. Immutable.
///
/// @param name what it is called here
/// @param title what its maker calls it
/// @param parameters how many it has, as makers write it: `8B`
/// @param bytes how long its file is; of models of the hub, how long it was when this was written
/// @param license under which terms it may be used
public record CatalogEntry(ModelName name, String title, String parameters, long bytes, String license) {}
