package dev.panallama.runner.download;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Downloads one file: several ranges of it at once, on from where an earlier attempt ended, and again what fails on the way.
/// Serves one thread.
///
/// @param web asks the server
/// @param uri the file
/// @param partial where to
/// @param chunk how many bytes are asked for at a time
public record Download(WebClient web, URI uri, Path partial, long chunk) {
    private static final long CHUNK = 32L << 20;
    private static final int STREAMS = 4;
    private static final int BUFFER = 1 << 16; // bytes

    /// What a server says of a file before it sends it.
    ///
    /// @param bytes how long it is
    /// @param tag changes when the file does; empty if the server gives nothing that does
    /// @param inRanges whether the server sends parts of it
    private record Offer(long bytes, String tag, boolean inRanges) {}

    /// Prepares the download of a file.
    public Download(WebClient web, URI uri, Path partial) {
        this(web, uri, partial, CHUNK);
    }

    /// Gives a file that is whole its name.
    public static void finish(Path partial, Path target) throws IOException {
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(PartialFile.state(partial));
    }

    /// Forgets what an earlier attempt left.
    public static void forget(Path partial) throws IOException {
        Files.deleteIfExists(partial);
        Files.deleteIfExists(PartialFile.state(partial));
    }

    /// Tries until the file is whole, or several attempts in a row brought nothing.
    ///
    /// @param wanted how long the file is to be; empty if that is not known
    /// @throws RefusedException if trying again cannot help
    public void run(OptionalLong wanted, Progress progress) throws IOException, InterruptedException {
        Attempts attempts = Attempts.toAsk(web.patience());
        Offer offer = attempts.of(this::offer);
        if (wanted.isPresent() && offer.bytes() != wanted.getAsLong())
            throw new RefusedException(
                    "%s has %,d bytes where %,d belong".formatted(uri.getHost(), offer.bytes(), wanted.getAsLong()));
        progress.of(offer.bytes());
        if (offer.inRanges()) inRanges(offer, progress);
        else attempts.of(() -> whole(offer.bytes(), progress));
        if (Files.size(partial) != offer.bytes())
            throw new IOException("there are %,d of %,d bytes".formatted(Files.size(partial), offer.bytes()));
    }

    private Offer offer() throws IOException, InterruptedException {
        HttpResponse<InputStream> response = web.get(uri, Optional.of("bytes=0-0"));
        try (InputStream _ = response.body()) {
            String tag = tag(response);
            if (response.statusCode() == 206) return new Offer(total(response), tag, true);
            OptionalLong length = response.headers().firstValueAsLong("Content-Length");
            return new Offer(length.orElseThrow(
                    () -> new RefusedException("%s does not say how long the file is".formatted(uri.getHost()))),
                    tag, false);
        }
    }

    private static String tag(HttpResponse<?> response) {
        return response.headers().firstValue("ETag").or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    private long total(HttpResponse<?> response) throws RefusedException {
        String range = response.headers().firstValue("Content-Range").orElse("none");
        String total = range.substring(range.lastIndexOf('/') + 1);
        if (!range.startsWith("bytes ") || !total.matches("\\d{1,18}"))
            throw new RefusedException("%s sent the range %s".formatted(uri.getHost(), range));
        return Long.parseLong(total);
    }

    private void inRanges(Offer offer, Progress progress) throws IOException, InterruptedException {
        try (PartialFile file = PartialFile.open(partial, offer.bytes(), chunk, identity(offer));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            DiskSpace.require(folder(), offer.bytes() - file.done());
            progress.at(file.done());
            var streams = new ExecutorCompletionService<Boolean>(threads);
            for (int i = 0; i < STREAMS; i++) streams.submit(() -> fetch(file, offer, progress));
            try {
                for (int i = 0; i < STREAMS; i++) await(streams.take());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /// Which file it is: a tag is for one address, and files of two may have the same.
    private String identity(Offer offer) {
        return offer.tag().isEmpty() ? "" : "%s%s %s".formatted(uri.getHost(), uri.getPath(), offer.tag());
    }

    private static void await(Future<Boolean> stream) throws IOException, InterruptedException {
        try {
            var _ = stream.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException it) throw it;
            if (failed.getCause() instanceof InterruptedException it) throw it;
            if (failed.getCause() instanceof RuntimeException it) throw it; // whoever hears of progress has gone, say
            throw new IllegalStateException(failed.getCause());
        }
    }

    /// Fetches one chunk after the other.
    private boolean fetch(PartialFile file, Offer offer, Progress progress) throws IOException, InterruptedException {
        Attempts attempts = Attempts.toGoOn(web.patience());
        for (OptionalInt next = file.take(); next.isPresent(); next = file.take()) {
            int index = next.getAsInt();
            attempts.of(() -> file.from(index), () -> fetch(file, index, offer, progress));
        }
        return true;
    }

    private boolean fetch(PartialFile file, int index, Offer offer, Progress progress)
            throws IOException, InterruptedException {
        long from = file.from(index);
        long to = file.to(index);
        if (from == to) return true;
        HttpResponse<InputStream> response = web.get(uri, Optional.of("bytes=%d-%d".formatted(from, to - 1)));
        try (var body = new GuardedStream(response.body(), web.patience())) {
            String range = response.headers().firstValue("Content-Range").orElse("the whole file");
            if (!tag(response).equals(offer.tag()))
                throw new RefusedException("the file has changed at %s meanwhile".formatted(uri.getHost()));
            if (!range.equals("bytes %d-%d/%d".formatted(from, to - 1, offer.bytes())))
                throw new RefusedException(
                        "%s sent %s, not bytes %d to %d".formatted(uri.getHost(), range, from, to - 1));
            byte[] buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (n > to - file.from(index))
                    throw new RefusedException("%s sends more than was asked for".formatted(uri.getHost()));
                file.append(index, ByteBuffer.wrap(buffer, 0, n));
                synchronized (progress) {
                    progress.at(file.done());
                }
            }
        }
        if (file.from(index) < to)
            throw new IOException("the connection ended at byte %,d".formatted(file.from(index)));
        return true;
    }

    /// Fetches the file from a server that does not send parts of it.
    private boolean whole(long bytes, Progress progress) throws IOException, InterruptedException {
        forget(partial);
        DiskSpace.require(folder(), bytes);
        HttpResponse<InputStream> response = web.get(uri, Optional.empty());
        long done = 0;
        try (var body = new GuardedStream(response.body(), web.patience());
                OutputStream sink = Files.newOutputStream(partial)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                sink.write(buffer, 0, n);
                done += n;
                if (done > bytes)
                    throw new RefusedException("%s sends more than %,d bytes".formatted(uri.getHost(), bytes));
                progress.at(done);
            }
        }
        if (done < bytes)
            throw new IOException("the connection ended after %,d of %,d bytes".formatted(done, bytes));
        return true;
    }

    private Path folder() {
        return partial.toAbsolutePath().resolveSibling("");
    }
}
