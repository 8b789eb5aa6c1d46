package dev.panallama;

import dev.panallama.error.DecodeException;
import dev.panallama.error.SessionStateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/// Saved sessions whose checksum is right and whose numbers are not: what llama.cpp would take on trust.
final class HostileStates {
    private static final int TOKENS = 40;
    private static final int[] NUMBERS = {
        0, 1, 2, 3, -1, -2, TOKENS - 1, TOKENS, TOKENS + 1, 255, 256, 257, 1 << 20, 1 << 28, 0x7fff_ffff, 0x8000_0000
    };
    private static final long MOST_MEMORY = 1500L << 20;

    private HostileStates() {}

    /// Restores hundreds of them, uses what is not refused, and looks how much memory that took.
    static void restore(Model model) {
        var options = SessionMisuse.OPTIONS();
        restore(model, options, 80);
        restore(model, options.withForks(2), 15);
        restore(model, options.withForks(2).withKvCache(KvCacheOptions.defaults().withShared(false)), 15);
        restore(model, options.withFlashAttention(FlashAttention.OFF), 15);
        if (mostMemory() > MOST_MEMORY) throw new AssertionError("it took %,d bytes".formatted(mostMemory()));
    }

    private static void restore(Model model, SessionOptions options, int count) {
        var random = new Random(count);
        try (var session = model.session(options).append(random.ints(TOKENS, 3, 200).toArray());
                var other = model.session(options)) {
            byte[] saved = session.save();
            List<Integer> words = words(memory(saved, model));
            for (int i = 0; i < count; i++) {
                byte[] changed = saved.clone();
                int at = i < words.size() * NUMBERS.length
                        ? words.get(i / NUMBERS.length)
                        : words.get(random.nextInt(words.size()));
                setNative(changed, at, NUMBERS[i % NUMBERS.length]);
                other.restore(saved);
                if (restores(other, sealed(changed))) use(other);
                else assertLike(session, other);
            }
        }
    }

    private static boolean restores(Session session, byte[] saved) {
        try {
            session.restore(saved);
            return true;
        } catch (SessionStateException _) {
            return false;
        }
    }

    private static void use(Session session) {
        try {
            session.append(5);
            session.logits();
            session.rewind(session.position() - 2);
            try (var fork = session.fork()) {
                fork.append(6, 7);
            }
        } catch (DecodeException _) { // it holds numbers that are none
        }
    }

    private static void assertLike(Session expected, Session actual) {
        if (!Arrays.equals(expected.tokens(), actual.tokens())) throw new AssertionError("it has other tokens");
        float[] logits = expected.logits();
        float[] others = actual.logits();
        for (int i = 0; i < logits.length; i++)
            if (!(Math.abs(logits[i] - others[i]) < 0.02)) // keys are stored in 16 bits
                throw new AssertionError("%s is not %s".formatted(others[i], logits[i]));
    }

    /// Where the numbers are: the first of them, which say what follows, a few among the cells, and the last.
    private static List<Integer> words(int memory) {
        var words = new ArrayList<Integer>();
        for (int i = 0; i < 14; i++) words.add(memory + 4 * i);
        for (int i = 14; i < 400; i += 3) words.add(memory + 4 * i);
        return words;
    }

    /// Returns where in a saved session the memory begins.
    private static int memory(byte[] saved, Model model) {
        var data = ByteBuffer.wrap(saved);
        int at = 12;
        for (int text = 0; text < 2; text++) at += 2 + data.getShort(at);
        at += 4 + 4 * data.getInt(at); // tokens
        at += 4; // computed
        at += 4 + 4 * data.getInt(at); // logits
        if (data.getLong(at) != saved.length - at - 16) throw new AssertionError(model + " saves otherwise");
        return at + 8;
    }

    private static void setNative(byte[] bytes, int at, int number) {
        if (at + 4 <= bytes.length - 8) ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(at, number);
    }

    private static byte[] sealed(byte[] saved) {
        var checksum = new CRC32C();
        checksum.update(saved, 0, saved.length - 8);
        ByteBuffer.wrap(saved).putLong(saved.length - 8, checksum.getValue());
        return saved;
    }

    /// Returns the most memory that this process has had, or 0 where the system does not say.
    private static long mostMemory() {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        try (var lines = Files.lines(status)) {
            return lines.filter(it -> it.startsWith("VmHWM:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
