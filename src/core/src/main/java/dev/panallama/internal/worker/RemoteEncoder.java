package dev.panallama.internal.worker;

import dev.panallama.internal.host.HostedEncoder;
import java.util.List;

/// An encoder in a worker.
final class RemoteEncoder extends RemoteObject implements HostedEncoder {
    private final int batchSize;
    private final int longestText;

    RemoteEncoder(RemoteModel model, String use, Message opened) {
        super(model, use, opened.integer(0), Operation.CLOSE_ENCODER);
        batchSize = opened.integer(1);
        longestText = opened.integer(2);
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int longestText() {
        return longestText;
    }

    @Override
    public float[][] pooled(List<int[]> texts, int length) {
        return rows(call(Operation.POOLED, texts, length));
    }

    @Override
    public float[][] ofTokens(int[] text) {
        return rows(call(Operation.OF_TOKENS, (Object) text));
    }

    @Override
    public float[][] logits(List<int[]> texts, int[] ids) {
        return rows(call(Operation.ENCODER_LOGITS, texts, ids));
    }

    private static float[][] rows(Message result) {
        return result.<float[]>list(0).toArray(float[][]::new);
    }
}
