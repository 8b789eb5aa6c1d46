package dev.panallama.internal.worker;

import java.io.StreamCorruptedException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What passes between a program and its worker.
///
/// @param call the number of the call that it belongs to
/// @param values of the types that [ValueWriter] knows
@SuppressWarnings("ArrayRecordComponent") // never compared
record Message(Kind kind, int call, @Nullable Object[] values) {
    /// What a message is.
    enum Kind {
        /// To the worker: an [Operation] and its arguments.
        CALL,
        /// To the worker: an operation that has no result.
        CAST,
        /// To the worker: the thread that waits for a call was interrupted.
        INTERRUPT,
        /// To the program: a call has returned.
        RESULT,
        /// To the program: a call has failed.
        FAILURE,
        /// To the program: a call wants to know something.
        ASK,
        /// To the worker: what it asked for.
        ANSWER,
        /// To the worker: is it there? To the program: it is.
        SIGN;

        private static final Kind[] ALL = values();

        /// Returns its number on the wire. Both ends are of one build.
        @SuppressWarnings("EnumOrdinal")
        int number() {
            return ordinal();
        }

        static Kind of(int number) throws StreamCorruptedException {
            if (number >= ALL.length)
                throw new StreamCorruptedException("there is no kind %d of message".formatted(number));
            return ALL[number];
        }
    }

    int integer(int index) {
        return (int) value(index);
    }

    boolean flag(int index) {
        return (boolean) value(index);
    }

    String text(int index) {
        return (String) value(index);
    }

    int[] integers(int index) {
        return (int[]) value(index);
    }

    float[] numbers(int index) {
        return (float[]) value(index);
    }

    byte[] bytes(int index) {
        return (byte[]) value(index);
    }

    /// Returns a list, whose elements are what the sender put in.
    @SuppressWarnings("unchecked")
    <T> List<T> list(int index) {
        return (List<T>) value(index);
    }

    /// Returns a map, which holds what the sender put in.
    @SuppressWarnings("unchecked")
    <K, V> Map<K, V> map(int index) {
        return (Map<K, V>) value(index);
    }

    Object value(int index) {
        Object value = values[index];
        if (value == null) throw new IllegalArgumentException("value %d of a message is missing".formatted(index));
        return value;
    }
}
