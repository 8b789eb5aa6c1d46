package dev.panallama.bindings;

import static dev.panallama.bindings.llama_h.*;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Calls into the bundled libraries.
final class FunctionsTest {
    @BeforeAll
    static void load() {
        Natives.load();
    }

    @Test
    void every_bound_function_is_in_the_bundled_libraries() {
        var functions = Generated.functions();
        for (var function : functions) {
            assertDoesNotThrow(() -> llama_h.class.getMethod(function + "$handle").invoke(null), function);
        }
        assertTrue(functions.size() > 300, "only " + functions.size());
    }

    @Test
    void the_cpu_back_end_has_every_function_declared_for_it() throws ReflectiveOperationException {
        var functions = Generated.classes().keySet().stream()
                .filter(name -> name.matches("ggml_(backend|threadpool)_.*_t"))
                .map(name -> name.replaceFirst("_t$", ""))
                .toList();
        assertEquals(10, functions.size(), functions::toString);
        for (var function : functions) assertNotEquals(0, cpuFunction(function).address(), function);
    }

    @Test
    void a_thread_pool_is_made_and_freed_through_addresses_of_the_cpu_back_end() {
        try (var arena = Arena.ofConfined()) {
            var params = ggml_threadpool_params_default(arena, 1);
            assertEquals(1, ggml_threadpool_params.n_threads(params));
            var pool = ggml_threadpool_new_t.invoke(cpuFunction("ggml_threadpool_new"), params);
            assertNotEquals(0, pool.address());
            ggml_threadpool_free_t.invoke(cpuFunction("ggml_threadpool_free"), pool);
        }
    }

    @Test
    void features_of_the_cpu_end_with_a_null_name() {
        var features = ggml_backend_get_features_t.invoke(cpuFunction("ggml_backend_get_features"), cpu());
        var names = new ArrayList<String>();
        for (int i = 0;; i++) {
            var name = ggml_backend_feature.name(ggml_backend_feature.asSlice(features, i));
            if (name.address() == 0) break;
            names.add(Pointers.string(name));
        }
        assertFalse(names.isEmpty());
    }

    @Test
    void default_params_are_read_at_their_right_places() {
        try (var arena = Arena.ofConfined()) {
            var model = llama_model_default_params(arena);
            assertEquals(-1, llama_model_params.n_gpu_layers(model));
            assertTrue(llama_model_params.use_extra_bufts(model));

            var context = llama_context_default_params(arena);
            assertEquals(512, llama_context_params.n_ctx(context));
            assertEquals(GGML_TYPE_F16(), llama_context_params.type_v(context));
            assertEquals(MemorySegment.NULL, llama_context_params.ctx_other(context));
        }
    }

    @Test
    void the_log_calls_back() {
        var lines = new ArrayList<String>();
        try (var arena = Arena.ofConfined()) {
            ggml_log_callback.Function listener = (_, text, _) -> lines.add(Pointers.string(text));
            llama_log_set(ggml_log_callback.allocate(listener, arena), MemorySegment.NULL);
            llama_model_load_from_file(arena.allocateFrom("no such file"), llama_model_default_params(arena));
            llama_log_set(MemorySegment.NULL, MemorySegment.NULL);
        }
        assertTrue(String.join("", lines).contains("no such file"), lines::toString);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its C++ runtime has a handler per thread, under another name")
    void an_escaped_exception_ends_in_the_terminate_handler() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var libraries = System.getProperty("java.class.path");
        var classes = String.join(File.pathSeparator, "target/classes", "target/test-classes", libraries);
        var child = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED", "-cp", classes,
                "-Dpanallama.platform=" + System.getProperty("panallama.platform"), EscapedException.class.getName());
        assertEquals(EscapedException.SURVIVED, child.inheritIO().start().waitFor());
    }

    private static MemorySegment cpuFunction(String name) {
        try (var arena = Arena.ofConfined()) {
            return ggml_backend_reg_get_proc_address(cpu(), arena.allocateFrom(name));
        }
    }

    private static MemorySegment cpu() {
        return ggml_backend_dev_backend_reg(ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU()));
    }
}
