package dev.panallama.internal.worker;

import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the values that pass between a program and a worker, each after a byte that tells its type. [ValueReader] reads
/// them.
final class ValueWriter {
    private ValueWriter() {}

    @SuppressWarnings("EnumOrdinal") // both ends are of one build
    static void write(DataOutput out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte('0');
            case Integer it -> {
                out.writeByte('i');
                out.writeInt(it);
            }
            case Boolean it -> {
                out.writeByte('b');
                out.writeBoolean(it);
            }
            case Long it -> {
                out.writeByte('l');
                out.writeLong(it);
            }
            case Float it -> {
                out.writeByte('f');
                out.writeFloat(it);
            }
            case Double it -> {
                out.writeByte('d');
                out.writeDouble(it);
            }
            case String it -> {
                out.writeByte('s');
                out.writeInt(it.length());
                out.writeChars(it); // keeps lone surrogates
            }
            case List<?> it -> {
                out.writeByte('L');
                writeAll(out, it);
            }
            case Map<?, ?> it -> {
                out.writeByte('M');
                writeAll(out, it.keySet());
                writeAll(out, it.values());
            }
            case Enum<?> it -> {
                out.writeByte('E');
                out.writeByte(ValueReader.NAMED.indexOf(it.getDeclaringClass()));
                out.writeByte(it.ordinal());
            }
            case Record it -> writeRecord(out, it);
            default -> writeArray(out, value);
        }
    }

    private static void writeAll(DataOutput out, Iterable<?> values) throws IOException {
        var list = new ArrayList<@Nullable Object>();
        values.forEach(list::add);
        out.writeInt(list.size());
        for (Object it : list) write(out, it);
    }

    private static void writeRecord(DataOutput out, Record value) throws IOException {
        int type = ValueReader.NAMED.indexOf(value.getClass());
        if (type < 0) throw new IllegalArgumentException("a %s cannot pass".formatted(value.getClass().getName()));
        out.writeByte('R');
        out.writeByte(type);
        try {
            for (RecordComponent it : value.getClass().getRecordComponents())
                write(out, it.getAccessor().invoke(value));
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void writeArray(DataOutput out, Object array) throws IOException {
        switch (array) {
            case byte[] it -> {
                out.writeByte('B');
                out.writeInt(it.length);
                out.write(it);
            }
            case int[] it -> {
                out.writeByte('I');
                out.writeInt(it.length);
                for (int number : it) out.writeInt(number);
            }
            case float[] it -> {
                out.writeByte('F');
                out.writeInt(it.length);
                for (float number : it) out.writeInt(Float.floatToRawIntBits(number));
            }
            case long[] it -> {
                out.writeByte('J');
                out.writeInt(it.length);
                for (long number : it) out.writeLong(number);
            }
            case double[] it -> {
                out.writeByte('D');
                out.writeInt(it.length);
                for (double number : it) out.writeDouble(number);
            }
            case boolean[] it -> {
                out.writeByte('Z');
                out.writeInt(it.length);
                for (boolean flag : it) out.writeBoolean(flag);
            }
            default -> throw new IllegalArgumentException("a %s cannot pass".formatted(array.getClass().getName()));
        }
    }
}
