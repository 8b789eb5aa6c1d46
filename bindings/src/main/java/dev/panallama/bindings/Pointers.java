package dev.panallama.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;

/// Gives pointers that come from C the owner and the size that C does not tell.
///
/// Each method refuses NULL with an [IllegalArgumentException]: test for it first where it has a meaning. Any thread
/// may call.
@NullMarked
public final class Pointers {
    private Pointers() {}

    /// Makes `arena` the owner of the native object at `pointer`: closing it calls `free`, once.
    ///
    /// The result is refused by every native call after that, and the arena refuses to close during one. It has no
    /// size, for what is behind such a pointer is for C alone. One arena should own one object, as the order in which
    /// an arena cleans up is not defined.
    ///
    /// @param free the C function that frees the object, as a plain method reference: it must not throw
    public static MemorySegment adopt(MemorySegment pointer, Arena arena, Consumer<MemorySegment> free) {
        return present(pointer).reinterpret(0, arena, free);
    }

    /// Shows the `byteSize` bytes at `pointer`, which stay C's: the view is valid for as long as C says.
    public static MemorySegment view(MemorySegment pointer, long byteSize) {
        return present(pointer).reinterpret(byteSize);
    }

    /// Copies the NUL-terminated UTF-8 string at `pointer`. Malformed bytes become U+FFFD.
    public static String string(MemorySegment pointer) {
        return present(pointer).reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static MemorySegment present(MemorySegment pointer) {
        if (pointer.address() == 0) throw new IllegalArgumentException("the pointer is NULL");
        return pointer;
    }
}
