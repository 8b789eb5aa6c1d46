package dev.panallama.internal.worker;

import dev.panallama.internal.host.Activations;
import dev.panallama.internal.host.ControlLayers;
import dev.panallama.internal.host.EngineFacts;
import dev.panallama.internal.host.EngineParameters;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.ModelFacts;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.TokenScores;
import java.io.DataInput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the values of one message. Whatever the bytes are, this makes nothing but values of the types listed here, and not
/// more of them than a message has.
final class ValueReader {
    /// The records and enums that may pass, by number.
    static final List<Class<?>> NAMED = List.of(ModelFacts.class, NativeBuffer.class, NativeBuffer.Use.class,
            TokenScores.class, HostedScorer.Text.class, Activations.class, ControlLayers.class, StageNumber.class,
            EngineParameters.class, EngineFacts.class, EngineFacts.SlotFacts.class);

    private static final int MOST = 1 << 26; // elements of all arrays of a message
    private static final int DEEPEST = 16;

    private final DataInput in;
    private int left = MOST;
    private int depth;

    ValueReader(DataInput in) {
        this.in = in;
    }

    /// Reads a value.
    ///
    /// @throws IOException if it is none, or there is more than a message holds
    @Nullable
    Object read() throws IOException {
        if (++depth > DEEPEST) throw new StreamCorruptedException("values lie more than %d deep".formatted(DEEPEST));
        Object value = value(in.readByte());
        depth--;
        return value;
    }

    private @Nullable Object value(byte type) throws IOException {
        return switch (type) {
            case '0' -> null;
            case 'i' -> in.readInt();
            case 'b' -> in.readBoolean();
            case 'l' -> in.readLong();
            case 'f' -> in.readFloat();
            case 'd' -> in.readDouble();
            case 's' -> text();
            case 'L' -> Arrays.asList(readAll()); // may hold nulls
            case 'M' -> map(readAll(), readAll());
            case 'E' -> constant(named(), in.readUnsignedByte());
            case 'R' -> record(named());
            default -> array(type);
        };
    }

    private Object array(byte type) throws IOException {
        if (type == 'B') return bytes();
        int length = length();
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

    private String text() throws IOException {
        var chars = new char[length()];
        for (int i = 0; i < chars.length; i++) chars[i] = in.readChar();
        return new String(chars);
    }

    private byte[] bytes() throws IOException {
        var bytes = new byte[length()];
        in.readFully(bytes);
        return bytes;
    }

    private int length() throws IOException {
        int length = in.readInt();
        left -= length;
        if (length < 0 || left < 0) throw new StreamCorruptedException("a length is %,d".formatted(length));
        return length;
    }

    private @Nullable Object[] readAll() throws IOException {
        var values = new @Nullable Object[length()];
        for (int i = 0; i < values.length; i++) values[i] = read();
        return values;
    }

    private Map<@Nullable Object, @Nullable Object> map(@Nullable Object[] keys, @Nullable Object[] values) {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < keys.length; i++) map.put(keys[i], values[i]);
        return map;
    }

    private Class<?> named() throws IOException {
        int type = in.readUnsignedByte();
        if (type >= NAMED.size()) throw new StreamCorruptedException("there is no type %d".formatted(type));
        return NAMED.get(type);
    }

    private Object constant(Class<?> type, int ordinal) throws IOException {
        Object[] constants = type.getEnumConstants();
        if (constants == null || ordinal >= constants.length) throw new StreamCorruptedException(type.getName());
        return constants[ordinal];
    }

    private Object record(Class<?> type) throws IOException {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) throw new StreamCorruptedException(type.getName());
        var types = new Class<?>[components.length];
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = read();
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException mismatch) {
            throw new StreamCorruptedException("a %s cannot be made: %s".formatted(type.getName(), mismatch));
        }
    }
}
