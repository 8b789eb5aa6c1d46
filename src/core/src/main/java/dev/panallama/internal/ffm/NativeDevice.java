package dev.panallama.internal.ffm;

import dev.panallama.bindings.Pointers;
import dev.panallama.bindings.ggml_backend_dev_props;
import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a ggml device says of itself. `type` is a value of `enum ggml_backend_dev_type`; memory is in bytes, 0 if it does
/// not tell; `id` is empty, or the same for one device that two back ends see.
public record NativeDevice(
        String name, String description, int type, long freeBytes, long totalBytes, String id) {
    /// Returns whether it is a graphics card with memory of its own.
    public boolean isGpu() {
        return type == llama_h.GGML_BACKEND_DEVICE_TYPE_GPU();
    }

    /// Returns whether it is graphics in the processor.
    public boolean isIntegratedGpu() {
        return type == llama_h.GGML_BACKEND_DEVICE_TYPE_IGPU();
    }

    /// Returns whether it is the processor.
    public boolean isCpu() {
        return type == llama_h.GGML_BACKEND_DEVICE_TYPE_CPU();
    }

    static NativeDevice read(MemorySegment device) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment free = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment total = arena.allocate(ValueLayout.JAVA_LONG);
            llama_h.ggml_backend_dev_memory(device, free, total);
            return new NativeDevice(
                    llama_h.ggml_backend_dev_name(device).getString(0),
                    llama_h.ggml_backend_dev_description(device).getString(0),
                    llama_h.ggml_backend_dev_type(device),
                    free.get(ValueLayout.JAVA_LONG, 0),
                    total.get(ValueLayout.JAVA_LONG, 0),
                    id(device, arena));
        }
    }

    private static String id(MemorySegment device, Arena arena) {
        MemorySegment props = ggml_backend_dev_props.allocate(arena);
        llama_h.ggml_backend_dev_get_props(device, props);
        MemorySegment id = ggml_backend_dev_props.device_id(props);
        return id.equals(MemorySegment.NULL) ? "" : Pointers.string(id);
    }
}
