package dev.panallama.bench.boundary;

import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.Token;
import dev.panallama.bindings.llama_h;
import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What single calls cost on a tiny model, where C has next to nothing to compute.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class Boundary {
    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(10);
    private static final GenerationOptions MANY = GenerationOptions.defaults().withEndsWithModel(false);
    private static final int PROMPT = 8;

    /// The model's file.
    @Param("")
    public String model = "";

    private Model loaded;
    private SamplerStep sampler;
    private Session generating;
    private Iterator<Token> tokens;
    private int id;

    @Setup
    public void open() {
        loaded = Model.load(Path.of(model));
        var options = SessionOptions.defaults().withContextLength(1024).withThreads(1);
        generating = loaded.session(options);
        sampler = new SamplerStep(49_152, new Random(1));
        begin();
    }

    private int[] prompt() {
        var ids = new int[PROMPT];
        for (int i = 0; i < PROMPT; i++) ids[i] = 300 + i;
        return ids;
    }

    private void begin() {
        generating.clear();
        tokens = generating.append(prompt()).generate(Sampler.greedy(), MANY).iterator();
    }

    @TearDown
    public void close() {
        sampler.close();
        generating.close();
        loaded.close();
    }

    /// A call into C that returns a constant.
    @Benchmark
    public long downcall() {
        return llama_h.llama_max_devices();
    }

    /// 100 tokens of plain text.
    @Benchmark
    public int[] tokenize() {
        return loaded.vocabulary().tokenize(TEXT);
    }

    /// The bytes of a token.
    @Benchmark
    public byte[] piece() {
        id = (id + 1) % 2000;
        return loaded.vocabulary().piece(id);
    }

    /// A choice among 49,152 candidates: they are filled in by Java, then top-k, top-p, temperature and a draw.
    @Benchmark
    public int samplerStep() {
        return sampler.choose();
    }

    /// One token: decode, choice, text. When the context is full, the next begins anew.
    @Benchmark
    public int token() {
        if (!tokens.hasNext()) begin();
        return tokens.next().id();
    }
}
