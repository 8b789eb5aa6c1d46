package dev.panallama.internal.worker;

import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.TokenScores;
import java.util.List;

/// A scorer in a worker.
final class RemoteScorer extends RemoteObject implements HostedScorer {
    private final int contextLength;

    RemoteScorer(RemoteModel model, Message opened) {
        super(model, "scorer", opened.integer(0), Operation.CLOSE_SCORER);
        contextLength = opened.integer(1);
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public List<TokenScores> score(List<Text> texts, int shared, int alternatives) {
        return call(Operation.SCORE, texts, shared, alternatives).list(0);
    }
}
