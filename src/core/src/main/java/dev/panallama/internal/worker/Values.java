package dev.panallama.internal.worker;

import dev.panallama.internal.host.Activations;
import dev.panallama.internal.host.ControlLayers;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.ModelFacts;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.TokenScores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the values that pass between a program and a worker, each after a byte that tells its type, and reads them back.
/// Whatever the bytes are, reading makes nothing but values of the types listed here.
final class Values {
    /// The records and enums that may pass, by number.
    private static final List<Class<?>> NAMED = List.of(ModelFacts.class, NativeBuffer.class, NativeBuffer.Use.class,
            TokenScores.class, HostedScorer.Text.class, Activations.class, ControlLayers.class, StageNumber.class);

    private static final int LONGEST = 1 << 28; // elements of an array: a guard where a length is nonsense

    private Values() {}

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
                out.writeByte(NAMED.indexOf(it.getDeclaringClass()));
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
        int type = NAMED.indexOf(value.getClass());
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

    static @Nullable Object read(DataInput in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case '0' -> null;
            case 'i' -> in.readInt();
            case 'b' -> in.readBoolean();
            case 'l' -> in.readLong();
            case 'f' -> in.readFloat();
            case 'd' -> in.readDouble();
            case 's' -> text(in);
            case 'L' -> Arrays.asList(readAll(in)); // may hold nulls
            case 'M' -> map(readAll(in), readAll(in));
            case 'E' -> constant(named(in), in.readUnsignedByte());
            case 'R' -> record(named(in), in);
            default -> array(type, in);
        };
    }

    private static Object array(byte type, DataInput in) throws IOException {
        if (type == 'B') return bytes(in);
        int length = length(in);
        return switch (type) {
            case 'I' -> {
                var array = new int[length];
                for (int i = 0; i < length; i++) array[i] = in.readInt();
                yield array;
            }
            case 'F' -> {
                var array = new float[length];
                for (int i = 0; i < length; i++) array[i] = in.readFloat();
                yield array;
            }
            case 'J' -> {
                var array = new long[length];
                for (int i = 0; i < length; i++) array[i] = in.readLong();
                yield array;
            }
            case 'D' -> {
                var array = new double[length];
                for (int i = 0; i < length; i++) array[i] = in.readDouble();
                yield array;
            }
            case 'Z' -> {
                var array = new boolean[length];
                for (int i = 0; i < length; i++) array[i] = in.readBoolean();
                yield array;
            }
            default -> throw new StreamCorruptedException("there is no type %d".formatted(type));
        };
    }

    private static String text(DataInput in) throws IOException {
        var chars = new char[length(in)];
        for (int i = 0; i < chars.length; i++) chars[i] = in.readChar();
        return new String(chars);
    }

    private static byte[] bytes(DataInput in) throws IOException {
        var bytes = new byte[length(in)];
        in.readFully(bytes);
        return bytes;
    }

    private static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) throw new StreamCorruptedException("a length is %,d".formatted(length));
        return length;
    }

    private static @Nullable Object[] readAll(DataInput in) throws IOException {
        var values = new @Nullable Object[length(in)];
        for (int i = 0; i < values.length; i++) values[i] = read(in);
        return values;
    }

    private static Map<@Nullable Object, @Nullable Object> map(@Nullable Object[] keys, @Nullable Object[] values) {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < keys.length; i++) map.put(keys[i], values[i]);
        return map;
    }

    private static Class<?> named(DataInput in) throws IOException {
        int type = in.readUnsignedByte();
        if (type >= NAMED.size()) throw new StreamCorruptedException("there is no type %d".formatted(type));
        return NAMED.get(type);
    }

    private static Object constant(Class<?> type, int ordinal) throws IOException {
        Object[] constants = type.getEnumConstants();
        if (constants == null || ordinal >= constants.length) throw new StreamCorruptedException(type.getName());
        return constants[ordinal];
    }

    private static Object record(Class<?> type, DataInput in) throws IOException {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) throw new StreamCorruptedException(type.getName());
        var types = new Class<?>[components.length];
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = read(in);
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException mismatch) {
            throw new StreamCorruptedException("a %s cannot be made: %s".formatted(type.getName(), mismatch));
        }
    }
}
