package dev.panallama.runner.ollama;

import dev.panallama.runner.console.Progress;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.store.HubName;
import dev.panallama.runner.store.Library;
import dev.panallama.runner.store.License;
import dev.panallama.runner.store.ModelName;
import dev.panallama.runner.store.ModelReference;
import dev.panallama.runner.store.PullListener;
import dev.panallama.runner.store.RemoteFile;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/api/pull`: fetches a model of the catalog or the hub, and tells how far it has come.
record PullPage(Library library) {
    void answer(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        fields.refuse("is not supported: models come by protected connections alone", "insecure");
        ModelReference reference = reference(fields);
        Optional<License> accepted = accepted(fields);
        boolean streamed = fields.flag("stream").orElse(true);
        if (streamed) {
            stream(exchange, reference, accepted);
        } else {
            var _ = library.fetcher(new Told(_ -> {}, accepted)).pull(reference);
            exchange.send(status("success"));
        }
    }

    /// Neither files of this machine nor any addresses: who asks may not be the one who sits here.
    private static ModelReference reference(Fields fields) {
        String name = Names.of(fields);
        Optional<ModelReference> hub = name.contains("/")
                ? HubName.of(name).map(ModelReference.OnHub::new)
                : Optional.empty();
        boolean file = name.toLowerCase(Locale.ROOT).endsWith(".gguf");
        return hub.or(() -> ModelName.of(name).map(ModelReference.Named::new)).filter(_ -> !file)
                .orElseThrow(() -> RequestException.of("model",
                        "is no name of a model: give one of the catalog, or hf.co/user/repository"));
    }

    /// Somebody has read a licence and says which one: true would accept whatever comes.
    private static Optional<License> accepted(Fields fields) {
        return fields.text("accept_license").map(it -> License.toAccept(it).orElseThrow(
                () -> RequestException.of("accept_license", "is no licence that has to be accepted")));
    }

    private void stream(Exchange exchange, ModelReference reference, Optional<License> accepted) throws Exception {
        AnswerStream out = exchange.stream(Framing.LINES);
        library.fetcher(new Told(it -> out.write(it.toString()), accepted)).pull(reference);
        out.write(status("success").toString());
        out.end();
    }

    static ObjectNode status(String status) {
        return JsonNodeFactory.instance.objectNode().put("status", status);
    }

    /// Where lines of a stream go.
    interface Lines {
        void write(ObjectNode line);
    }

    /// Tells a client in the lines that Ollama's clients know.
    ///
    /// @param accepted the licence that he has accepted, if he has one
    record Told(Lines lines, Optional<License> accepted) implements PullListener {
        private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(200);
        private static final int SHORT = 12; // digits

        /// Creates one for whom no licence is accepted.
        Told(Lines lines) {
            this(lines, Optional.empty());
        }

        @Override
        public void says(String note) {
            lines.write(status(note));
        }

        @Override
        public void begins() {
            lines.write(status("pulling manifest"));
        }

        @Override
        public Progress fetches(RemoteFile file) {
            String digest = file.sha256().orElse("");
            String name = digest.isEmpty() ? file.fileName() : digest.substring(0, SHORT);
            return new Counted(lines, "pulling " + name, digest, file.bytes().orElse(0));
        }

        @Override
        public Progress verifies(RemoteFile file) {
            lines.write(status("verifying sha256 digest"));
            return _ -> {};
        }

        @Override
        public Progress quantizes(String name, long bytes) {
            return new Counted(lines, "quantizing " + name, "", bytes);
        }

        @Override
        public void records() {
            lines.write(status("writing manifest"));
        }

        @Override
        public boolean accepts(License license) {
            return accepted.filter(license::equals).isPresent();
        }
    }

    /// A line now and then of how much is there, and one at the end.
    private static final class Counted implements Progress {
        private final Lines lines;
        private final String status;
        private final String digest;
        private long total;
        private long done;
        private long due = System.nanoTime();

        Counted(Lines lines, String status, String digest, long total) {
            this.lines = lines;
            this.status = status;
            this.digest = digest;
            this.total = total;
        }

        @Override
        public void at(long bytes) {
            done = bytes;
            if (System.nanoTime() - due < 0) return;
            due = System.nanoTime() + Told.EVERY;
            write();
        }

        @Override
        public void of(long bytes) {
            total = bytes;
        }

        @Override
        public void close() {
            write();
        }

        private void write() {
            ObjectNode line = status(status);
            if (!digest.isEmpty()) line.put("digest", "sha256:" + digest);
            lines.write(line.put("total", Math.max(total, done)).put("completed", done));
        }
    }
}
