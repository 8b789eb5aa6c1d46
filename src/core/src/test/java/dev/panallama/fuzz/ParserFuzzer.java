package dev.panallama.fuzz;

import java.io.IOException;

/// Where Jazzer begins: it calls this by its name with bytes that reach ever more of a parser's code. The argument is the parser's name.
public final class ParserFuzzer {
    private static Parser parser = Parser.GGUF;

    private ParserFuzzer() {}

    public static void fuzzerInitialize(String[] arguments) {
        parser = Parser.of(arguments[0]);
    }

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        parser.check(data);
    }
}
