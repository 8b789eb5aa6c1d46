package dev.panallama.fuzz;

import dev.panallama.FlashAttention;
import dev.panallama.KvCacheOptions;
import dev.panallama.KvCacheType;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.TinyModels;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/// Saved sessions whose bytes were changed, as a rule with the checksum put right. What is not refused goes on. Steps:
/// `model N`, `options N`, `set OFFSET NUMBER` (in the machine's order) and `big OFFSET NUMBER` (as the header has it),
/// `byte OFFSET NUMBER`, `cut LENGTH`, `grow LENGTH`, `move FROM TO LENGTH`, `seal`, `file`.
final class SavedStates implements Target {
    private static final int TOKENS = 24;
    private static final List<Supplier<Path>> MODELS = List.of(TinyModels::llama, TinyModels::mamba, TinyModels::jamba,
            TinyModels::gemma3, TinyModels::mixtureOfExperts, TinyModels::gpt2, TinyModels::olmo2);
    private static final SessionOptions PLAIN = OpenModels.OPTIONS.withContextLength(256);
    private static final List<SessionOptions> OPTIONS = List.of(PLAIN, PLAIN.withForks(2),
            PLAIN.withForks(1).withKvCache(KvCacheOptions.defaults().withShared(false)),
            PLAIN.withFlashAttention(FlashAttention.OFF),
            PLAIN.withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.Q8_0, KvCacheType.F16)));

    private final OpenModels models = new OpenModels();
    private final Map<List<Integer>, byte[]> saved = new HashMap<>();
    private final Path file;

    SavedStates() {
        try {
            file = Files.createTempFile("state", ".session");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("model", dice.below(MODELS.size())));
        steps.add(Step.of("options", dice.oneIn(3) ? dice.below(OPTIONS.size()) : 0));
        for (int i = dice.oneIn(4) ? dice.below(12) : 0; i >= 0; i--) steps.add(change(dice));
        if (!dice.oneIn(10)) steps.add(Step.of("seal"));
        if (dice.oneIn(8)) steps.add(Step.of("file"));
        return steps;
    }

    private static Step change(Dice dice) {
        int at = dice.below(dice.oneIn(3) ? 1 << dice.between(3, 18) : 160);
        return switch (dice.below(12)) {
            case 0 -> Step.of("cut", at);
            case 1 -> Step.of("grow", at);
            case 2 -> Step.of("move", at, dice.below(400), 1 + dice.below(64));
            case 3, 4 -> Step.of("byte", at, dice.anyByte());
            case 5, 6 -> Step.of("big", -4 * dice.below(8) + at, number(dice));
            default -> Step.of("set", at / 4 * 4, number(dice));
        };
    }

    private static int number(Dice dice) {
        return dice.oneIn(2) ? dice.of(TOKENS - 1, TOKENS, TOKENS + 1, 2, 3, 4, 5) : dice.anyInt();
    }

    @Override
    public void run(List<Step> steps) throws IOException {
        int model = 0;
        int options = 0;
        for (Step step : steps) {
            if (step.name().equals("model")) model = step.number(0);
            if (step.name().equals("options")) options = step.number(0);
        }
        byte[] bytes = saved(model, options);
        for (Step step : steps) bytes = changed(bytes, step);
        try (var session = models.of(MODELS.get(model)).session(OPTIONS.get(options))) {
            restore(session, bytes, steps.contains(Step.of("file")));
            use(session);
        }
    }

    private byte[] saved(int model, int options) {
        return saved.computeIfAbsent(List.of(model, options), _ -> {
            Model of = models.of(MODELS.get(model));
            try (var session = of.session(OPTIONS.get(options))) {
                var ids = new int[TOKENS];
                Arrays.setAll(ids, it -> 3 + it * 7 % 200);
                return session.append(ids).save();
            }
        });
    }

    private static byte[] changed(byte[] bytes, Step step) {
        if (bytes.length < 16) return bytes;
        int memory = memory(bytes);
        return switch (step.name()) {
            case "set" -> number(bytes, memory + step.number(0), step.number(1), ByteOrder.nativeOrder());
            case "big" ->
                number(bytes, Math.max(0, memory + step.number(0) - 120), step.number(1), ByteOrder.BIG_ENDIAN);
            case "byte" -> {
                byte[] changed = bytes.clone();
                changed[(memory + step.number(0)) % bytes.length] = (byte) step.number(1);
                yield changed;
            }
            case "cut" -> Arrays.copyOf(bytes, Math.max(0, bytes.length - step.number(0)));
            case "grow" -> Arrays.copyOf(bytes, bytes.length + step.number(0));
            case "move" -> {
                byte[] changed = bytes.clone();
                int from = (memory + step.number(0)) % bytes.length;
                int to = (memory + step.number(1)) % bytes.length;
                System.arraycopy(bytes, from, changed, to, Math.min(step.number(2), bytes.length - Math.max(from, to)));
                yield changed;
            }
            case "seal" -> sealed(bytes);
            default -> bytes;
        };
    }

    private static byte[] number(byte[] bytes, int at, int number, ByteOrder order) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(order).putInt(at % (bytes.length - 4), number);
        return changed;
    }

    /// Returns about where the memory begins: its size is the last number before it.
    private static int memory(byte[] bytes) {
        var data = ByteBuffer.wrap(bytes);
        for (int at = 12; at < Math.min(bytes.length - 16, 8192); at++)
            if (data.getLong(at) == bytes.length - at - 16) return at + 8;
        return 0;
    }

    private static byte[] sealed(byte[] bytes) {
        byte[] changed = bytes.clone();
        var checksum = new CRC32C();
        checksum.update(changed, 0, changed.length - 8);
        ByteBuffer.wrap(changed).putLong(changed.length - 8, checksum.getValue());
        return changed;
    }

    private void restore(Session session, byte[] bytes, boolean byFile) throws IOException {
        if (!byFile) {
            session.restore(bytes);
        } else {
            Files.write(file, bytes);
            session.restore(file);
        }
    }

    private static void use(Session session) {
        session.append(5);
        session.logits();
        session.rewind(session.position() - 2);
        try (var fork = session.fork()) {
            fork.append(6, 7).generate(Sampler.defaults().withSeed(1), 3).text();
        }
        session.restore(session.save());
        session.recompute().append(9);
    }

    @Override
    public void close() {
        models.close();
        file.toFile().delete();
    }
}
