package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_chat_message;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.LlamaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The chat templates that llama.cpp recognises by their text; it has no template engine.
public final class ChatTemplates {
    /// One message: both strings as the template wants them.
    public record Message(String role, String content) {}

    private static final long STACK = 1 << 20;
    private static final int MOST_BYTES = 1 << 27;

    private ChatTemplates() {}

    /// Writes messages as the recognised template has them.
    ///
    /// @param openTurn whether the text ends where the assistant's answer begins
    /// @throws LlamaException if llama.cpp does not know the template
    public static String apply(String template, List<Message> messages, boolean openTurn) {
        Backend.get();
        int expected = expectedLength(messages);
        return NativeThread.once("chat template", STACK, () -> applyHere(template, messages, openTurn, expected));
    }

    private static String applyHere(String template, List<Message> messages, boolean openTurn, int expected) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(withoutNul(template));
            MemorySegment array = allocate(messages, arena);
            return NativeText.read(expected, (buffer, size) -> {
                int length = llama_h.llama_chat_apply_template(
                        text, array, messages.size(), openTurn, buffer, Math.toIntExact(size));
                if (length < 0) throw new LlamaException("llama.cpp does not know this model's chat template");
                return length;
            });
        }
    }

    private static MemorySegment allocate(List<Message> messages, Arena arena) {
        MemorySegment array = llama_chat_message.allocateArray(messages.size(), arena);
        for (int i = 0; i < messages.size(); i++) {
            MemorySegment element = llama_chat_message.asSlice(array, i);
            llama_chat_message.role(element, arena.allocateFrom(withoutNul(messages.get(i).role())));
            llama_chat_message.content(element, arena.allocateFrom(withoutNul(messages.get(i).content())));
        }
        return array;
    }

    private static int expectedLength(List<Message> messages) {
        long length = messages.stream().mapToLong(it -> 3L * it.content().length() + 256).sum() + 1024;
        if (length <= MOST_BYTES) return (int) length;
        throw new IllegalArgumentException(
                "the %,d messages of a chat may take %,d bytes, and the limit is %,d: leave some out"
                        .formatted(messages.size(), length, MOST_BYTES));
    }

    private static String withoutNul(String text) {
        if (text.indexOf('\0') >= 0)
            throw new IllegalArgumentException("a NUL character cannot be part of a chat: remove it");
        return text;
    }
}
