package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.internal.check.ModelCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Measures what the check of a model file takes beside its loading, in a JVM that has just begun and in one that is
/// warm. It is no test: run it on a machine that is otherwise idle, as `docs/development.md` says of `SpeedComparison`.
final class CheckSpeed {
    private static final int ROUNDS = 30;

    private CheckSpeed() {}

    public static void main(String[] args) throws IOException {
        Path file = args[0].equals("gemma3") ? TestModels.gemma3() : TestModels.smolLm2();
        double coldRead = read(file);
        double coldCheck = check(file);
        double coldLoad = load(file);
        double read = Double.MAX_VALUE;
        double check = Double.MAX_VALUE;
        double load = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) { // the best of some
            read = Math.min(read, read(file));
            check = Math.min(check, check(file));
            load = Math.min(load, load(file));
        }
        System.out.printf("cold: %.1f ms to read, %.1f to check, %.1f to load with both once more%n", coldRead,
                coldCheck,
                coldLoad);
        System.out.printf("warm: %.1f ms to read, %.1f to check, %.1f to load with both: %.1f %%%n", read, check, load,
                100 * (read + check) / (load - read - check));
    }

    private static double read(Path file) throws IOException {
        long start = System.nanoTime();
        Gguf.read(file);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double check(Path file) throws IOException {
        List<Gguf> parts = List.of(Gguf.read(file));
        long start = System.nanoTime();
        ModelCheck.of(parts, Map.of(), false);
        return (System.nanoTime() - start) / 1e6;
    }

    private static double load(Path file) {
        long start = System.nanoTime();
        Model.load(file).close();
        return (System.nanoTime() - start) / 1e6;
    }
}
