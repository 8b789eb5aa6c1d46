package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.NativeBuffer.Use;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Lines as llama.cpp v0.4.0 logs them, also of devices that the machine of the tests has not.
final class NativeBufferTest {
    @Test
    void weights_are_mapped_or_not() {
        NativeBuffer mapped = read("load_tensors:   CPU_Mapped model buffer size =   235.16 MiB");
        assertTrue(mapped.isMapped());
        assertEquals("CPU", mapped.device());
        assertEquals(Math.round(235.16 * (1 << 20)), mapped.sizeBytes());
        NativeBuffer rearranged = read("load_tensors:   CPU_REPACK model buffer size =    12.66 MiB");
        assertFalse(rearranged.isMapped());
        assertEquals("CPU", rearranged.device());
    }

    @Test
    void each_use_is_told_apart() {
        assertEquals(Use.CACHE, read("llama_kv_cache:        CPU KV buffer size =     6.00 MiB").use());
        assertEquals(Use.STATE, read("llama_memory_recurrent:        CPU RS buffer size =     0.02 MiB").use());
        assertEquals(Use.STATE, read("x:      CUDA0 DSV4 csa state buffer size =     1.00 MiB").use());
        assertEquals(Use.COMPUTING, read("sched_reserve:      CUDA0 compute buffer size =   164.01 MiB").use());
        assertEquals(Use.OUTPUT, read("llama_context:  CUDA_Host  output buffer size =     0.49 MiB").use());
    }

    @Test
    void memory_for_passing_data_to_a_gpu_is_the_processors() {
        assertEquals("CPU", read("sched_reserve:  CUDA_Host compute buffer size =     8.01 MiB").device());
        assertEquals("CUDA1", read("load_tensors:        CUDA1 model buffer size =  4096.00 MiB").device());
        assertEquals("MTL0", read("load_tensors:  MTL0_Mapped model buffer size =  4096.00 MiB").device());
    }

    @Test
    void other_lines_are_none() {
        for (String line : new String[]{"", "buffer size = ", "x: CPU KV buffer size = many MiB",
            "x: CPU cake buffer size =     1.00 MiB", "llama_kv_cache: size =    6.00 MiB (  8192 cells)"})
            assertEquals(Optional.empty(), NativeBuffer.read(line), line);
    }

    private static NativeBuffer read(String line) {
        return NativeBuffer.read(line).orElseThrow();
    }
}
