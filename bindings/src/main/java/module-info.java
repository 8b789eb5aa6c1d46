/// The C API of llama.cpp for Java: what jextract makes of its headers, and the few restricted calls around it.
///
/// Everything that needs native access is in this module, so a program grants it once:
/// `--enable-native-access=dev.panallama.bindings`.
module dev.panallama.bindings {
    requires static org.jspecify;

    exports dev.panallama.bindings;
}
