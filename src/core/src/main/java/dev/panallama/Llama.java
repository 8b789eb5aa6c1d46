package dev.panallama;

import dev.panallama.internal.ffm.Backend;
import dev.panallama.internal.ffm.NativeDevice;
import java.util.List;

/// The loaded llama.cpp and the machine that it sees. Any thread may call; the first call loads the library.
public final class Llama {
    private Llama() {}

    /// Loads the library and links what models and sessions call. The first of them sees to that itself; a program that has a
    /// thread to spare before can save it the time.
    ///
    /// @throws dev.panallama.error.NativeLibraryException if llama.cpp cannot be loaded on this machine
    public static void load() {
        Backend.prepare();
    }

    /// Returns the version of llama.cpp.
    public static String version() {
        return Backend.get().version();
    }

    /// Returns which instructions of the processor, and which features of other devices, llama.cpp was built for and uses:
    /// a line such as `CPU : AVX2 = 1 | F16C = 1 | …`.
    public static String systemInfo() {
        return Backend.get().systemInfo();
    }

    /// Returns what the library can do.
    public static Capabilities capabilities() {
        Backend backend = Backend.get();
        return new Capabilities(
                backend.mapsFiles(),
                backend.locksMemory(),
                backend.usesGpus(),
                backend.usesRemoteDevices(),
                backend.maxDevices(),
                backend.maxSequences());
    }

    /// Returns the names of the chat templates that llama.cpp knows.
    public static List<String> builtinChatTemplates() {
        return Backend.get().builtinChatTemplates();
    }

    /// Spreads compute threads over the nodes of a machine with several memories (NUMA), from now until the program ends.
    /// Call it before the first model is loaded. Elsewhere it changes nothing.
    ///
    /// @throws IllegalStateException if a model has been loaded before, or a strategy was chosen
    public static void numa(NumaStrategy strategy) {
        Backend.get().numa(strategy.code());
    }

    /// Returns the devices that can compute, with their memory as it is now.
    public static List<Device> devices() {
        return Backend.get().devices().stream().map(Llama::device).toList();
    }

    private static Device device(NativeDevice raw) {
        return new Device(
                raw.name(), raw.description(), kind(raw.type()), raw.freeBytes(), raw.totalBytes());
    }

    /// Reads `enum ggml_backend_dev_type`.
    private static Device.Kind kind(int type) {
        return switch (type) {
            case 0 -> Device.Kind.CPU;
            case 1 -> Device.Kind.GPU;
            case 2 -> Device.Kind.INTEGRATED_GPU;
            case 3 -> Device.Kind.ACCELERATOR;
            default -> Device.Kind.GROUP;
        };
    }
}
