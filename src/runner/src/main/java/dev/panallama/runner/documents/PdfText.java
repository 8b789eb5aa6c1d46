package dev.panallama.runner.documents;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text of PDF files. It is read in a process of its own, with little memory and time: such files come from anywhere, and some are made so
/// that who reads them runs out of either.
public final class PdfText {
    private static final int LONGEST = 4 << 20; // bytes of text
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Semaphore TURNS = new Semaphore(2); // so many are read at a time

    private PdfText() {}

    /// Returns the text of a file, page by page.
    ///
    /// @throws DocumentException if it has none that can be read
    /// @throws InterruptedException if the caller is interrupted; nothing goes on then
    public static String of(byte[] pdf) throws IOException, InterruptedException {
        return of(pdf, PATIENCE);
    }

    static String of(byte[] pdf, Duration patience) throws IOException, InterruptedException {
        TURNS.acquire();
        try {
            return readApart(pdf, patience);
        } finally {
            TURNS.release();
        }
    }

    private static String readApart(byte[] pdf, Duration patience) throws IOException, InterruptedException {
        Process reader = new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var reading = new FutureTask<>(() -> read(reader.getInputStream()));
        try {
            Thread.ofVirtual().start(reading);
            Thread.ofVirtual().start(() -> write(pdf, reader.getOutputStream()));
            String text = reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return checked(text, reader);
        } catch (TimeoutException _) {
            throw new DocumentException("was not read within %d seconds".formatted(patience.toSeconds()));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DocumentException it) throw it;
            throw new IOException("a PDF could not be read", failed.getCause());
        } finally {
            reader.destroyForcibly();
        }
    }

    private static String checked(String text, Process reader) throws InterruptedException {
        int code = reader.waitFor();
        if (code == PdfReader.REFUSED) throw new DocumentException(text);
        if (code == PdfReader.TOO_LARGE)
            throw new DocumentException("takes more memory to read than there is for it");
        if (code != 0) throw new DocumentException("cannot be read: its reader ended with code " + code);
        if (text.isBlank()) throw new DocumentException("has no text: its pages may be pictures");
        return text;
    }

    private static String read(InputStream in) throws IOException {
        byte[] text = in.readNBytes(LONGEST + 1);
        if (text.length > LONGEST)
            throw new DocumentException("has more than %,d bytes of text".formatted(LONGEST));
        return new String(text, StandardCharsets.UTF_8);
    }

    private static void write(byte[] pdf, OutputStream out) {
        try (out) {
            out.write(pdf);
        } catch (IOException _) { // it has ended, and says why
        }
    }

    private static List<String> command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = Stream.of("java.class.path", "jdk.module.path")
                .map(it -> System.getProperty(it, ""))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(java, "-Xmx256m", "-Xss2m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true", "-cp", path, PdfReader.class.getName());
    }
}
