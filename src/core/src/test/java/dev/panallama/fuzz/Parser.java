package dev.panallama.fuzz;

import dev.panallama.gguf.Gguf;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// The parsers that are Java alone: from any bytes comes a value, or a documented exception.
enum Parser {
    GGUF {
        @Override
        void read(byte[] data) throws IOException {
            Files.write(FILE, data);
            Gguf gguf = Gguf.read(FILE);
            gguf.tensors().forEach(it -> gguf.tensor(it.name()).orElseThrow());
        }
    },
    GBNF {
        @Override
        void read(byte[] data) {
            Grammar.gbnf(text(data)).matches("{\"a\": [1, 2, \"é\"]}");
        }
    },
    REGEX {
        @Override
        void read(byte[] data) {
            Grammar.regex(text(data)).matches("aab 12.3 yes");
        }
    },
    JSON_SCHEMA {
        @Override
        void read(byte[] data) {
            Grammar.jsonSchema(text(data)).matches("{\"a\": [1, 2, \"é\"]}");
        }
    },
    SAMPLER_JSON {
        @Override
        void read(byte[] data) {
            Sampler sampler = Sampler.fromJson(text(data));
            if (!Sampler.fromJson(sampler.toJson()).toJson().equals(sampler.toJson()))
                throw new AssertionError(sampler + " is not what was written");
        }
    };

    private static final Path FILE = file();

    /// Returns the parser of that name.
    static Parser of(String folder) {
        return Arrays.stream(values()).filter(it -> it.folder().equals(folder)).findFirst().orElseThrow();
    }

    /// Returns its name, which is also that of its folder of inputs.
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Reads a text or file, whatever it is.
    abstract void read(byte[] data) throws IOException;

    /// Reads it; only an undocumented exception or an error comes out.
    void check(byte[] data) throws IOException {
        try {
            read(data);
        } catch (RuntimeException | IOException thrown) {
            if (!Documented.is(thrown)) throw thrown;
        }
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("header", ".gguf");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
