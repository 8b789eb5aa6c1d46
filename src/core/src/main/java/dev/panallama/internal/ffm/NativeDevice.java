package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a ggml device says of itself. `type` is a value of `enum ggml_backend_dev_type`; memory is in bytes.
public record NativeDevice(String name, String description, int type, long freeBytes, long totalBytes) {
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
                    total.get(ValueLayout.JAVA_LONG, 0));
        }
    }
}
