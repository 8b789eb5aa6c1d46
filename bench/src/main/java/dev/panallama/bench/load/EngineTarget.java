package dev.panallama.bench.load;

import dev.panallama.Engine;
import dev.panallama.EngineOptions;
import dev.panallama.Model;
import dev.panallama.SessionOptions;
import java.nio.file.Path;

/// A session of one engine for each request: what they generate is computed together.
final class EngineTarget implements Target {
    private final Model model;
    private final Engine engine;

    private EngineTarget(Model model, Engine engine) {
        this.model = model;
        this.engine = engine;
    }

    static TargetKind of(Path file) {
        return new TargetKind() {
            @Override
            public String name() {
                return "engine";
            }

            @Override
            public Target open(Opening opening) {
                return EngineTarget.open(file, opening);
            }
        };
    }

    private static EngineTarget open(Path file, TargetKind.Opening opening) {
        var session = SessionOptions.defaults()
                .withContextLength(opening.contextLength())
                .withThreads(opening.threads())
                .withPromptThreads(opening.threads());
        var options = EngineOptions.defaults()
                .withSlots(opening.slots())
                .withContextLength(Math.ceilDiv(opening.contextLength(), 256) * 256 * opening.slots())
                .withSession(session);
        Model model = Model.load(file);
        try {
            return new EngineTarget(model, model.engine(options));
        } catch (RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    @Override
    public Counts answer(Request request, Listener listener) {
        try (var session = engine.session()) {
            return SessionAnswer.generate(session, request, listener);
        }
    }

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
