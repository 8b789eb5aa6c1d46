package dev.panallama.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PointersTest {
    private final Arena memory = Arena.ofAuto();

    @Test
    void an_adopted_object_is_freed_once_when_its_arena_closes() {
        var pointer = bare(memory.allocate(8));
        var freed = new ArrayList<MemorySegment>();
        var arena = Arena.ofShared();
        var adopted = Pointers.adopt(pointer, arena, freed::add);
        assertEquals(pointer.address(), adopted.address());
        assertEquals(List.of(), freed);

        arena.close();
        assertEquals(List.of(pointer.address()), freed.stream().map(MemorySegment::address).toList());
    }

    @Test
    void an_adopted_object_is_refused_by_native_calls_once_it_is_freed() {
        Natives.load();
        var arena = Arena.ofShared();
        var adopted = Pointers.adopt(llama_h.gguf_init_empty(), arena, llama_h::gguf_free);
        assertEquals(3, llama_h.gguf_get_version(adopted));

        arena.close();
        assertThrows(IllegalStateException.class, () -> llama_h.gguf_get_version(adopted));
    }

    @Test
    void a_view_ends_where_it_was_told() {
        var view = Pointers.view(bare(memory.allocateFrom(ValueLayout.JAVA_INT, 1, 2, 3)), 8);
        assertEquals(2, view.getAtIndex(ValueLayout.JAVA_INT, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> view.getAtIndex(ValueLayout.JAVA_INT, 2));
    }

    @Test
    void a_string_is_copied_up_to_its_end() {
        assertEquals("Grüße 🦙", Pointers.string(bare(memory.allocateFrom("Grüße 🦙"))));
    }

    @Test
    void a_null_pointer_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Pointers.string(MemorySegment.NULL));
        assertThrows(IllegalArgumentException.class, () -> Pointers.view(MemorySegment.NULL, 8));
        assertThrows(IllegalArgumentException.class, () -> Pointers.adopt(MemorySegment.NULL, memory, _ -> {}));
    }

    /// The address alone, as C gives it.
    private static MemorySegment bare(MemorySegment segment) {
        return MemorySegment.ofAddress(segment.address());
    }
}
