package dev.panallama.bench.load;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.SessionOptions;
import java.nio.file.Path;

/// A session of its own for each request, all of one model: no batching.
final class SessionsTarget implements Target {
    private final Model model;
    private final SessionOptions options;

    private SessionsTarget(Model model, SessionOptions options) {
        this.model = model;
        this.options = options;
    }

    static TargetKind of(Path file) {
        return new TargetKind() {
            @Override
            public String name() {
                return "sessions";
            }

            @Override
            public Target open(Opening opening) {
                var options = SessionOptions.defaults()
                        .withContextLength(opening.contextLength())
                        .withThreads(Math.max(1, opening.threads() / opening.slots())); // they compute at once
                return new SessionsTarget(Model.load(file, ModelOptions.defaults()), options);
            }
        };
    }

    @Override
    public Counts answer(Request request, Listener listener) {
        try (var session = model.session(options)) {
            return SessionAnswer.generate(session, request, listener);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
