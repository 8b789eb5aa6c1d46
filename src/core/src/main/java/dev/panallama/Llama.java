package dev.panallama;

import dev.panallama.internal.ffm.Backend;
import dev.panallama.internal.ffm.NativeDevice;
import java.util.List;

/// The loaded llama.cpp and the machine that it sees. Any thread may call; the first call loads the library.
public final class Llama {
    private Llama() {}

    /// Returns the version of llama.cpp.
    public static String version() {
        return Backend.get().version();
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
