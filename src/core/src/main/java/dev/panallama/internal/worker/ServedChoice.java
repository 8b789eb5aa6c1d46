package dev.panallama.internal.worker;

import dev.panallama.internal.host.CandidateList;
import dev.panallama.internal.host.CandidateStage;
import dev.panallama.internal.host.LogProbabilityRequest;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SamplerStages;
import dev.panallama.internal.host.TokenFilter;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the tokens of a program's generation are chosen in a worker: by the stages that it named, and by asking it.
final class ServedChoice {
    private volatile @Nullable ServedCall current;

    /// Says which call the questions belong to from now on.
    void during(ServedCall call) {
        current = call;
    }

    /// Makes settings of what [RemoteChoice#settings] sent, from the value at `first` on.
    SamplerSettings settings(Message message, int first) {
        List<Object> stages = message.list(first);
        var request = new LogProbabilityRequest(
                LogProbabilityRequest.When.valueOf(message.text(first + 1)), message.integer(first + 2));
        return new SamplerSettings(
                chain -> Recording.replay(stages, SamplerStages.class, chain, this::stage),
                request,
                message.flag(first + 3) ? new AskedFilter() : null,
                message.integers(first + 4));
    }

    private Object stage(Object argument) {
        return argument instanceof StageNumber(int index) ? new AskedStage(index) : argument;
    }

    private @Nullable Object ask(Question question, @Nullable Object... values) {
        ServedCall call = current;
        if (call == null) throw new IllegalStateException("nobody is there to be asked");
        return call.ask(question, values);
    }

    /// A grammar that is in the program.
    private final class AskedFilter implements TokenFilter {
        @Override
        public boolean allows(int id) {
            return Boolean.TRUE.equals(ask(Question.ALLOWS, id));
        }

        @Override
        public void allowed(BitSet ids) {
            ids.clear();
            if (ask(Question.ALLOWED) instanceof long[] words) ids.or(BitSet.valueOf(words));
        }

        @Override
        public void accept(int id) {
            ask(Question.ACCEPT, id);
        }
    }

    /// A stage that is in the program.
    private final class AskedStage implements CandidateStage {
        private final int index;

        AskedStage(int index) {
            this.index = index;
        }

        @Override
        public void apply(CandidateList candidates) {
            int[] ids = new int[candidates.size()];
            float[] logits = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = candidates.id(i);
                logits[i] = candidates.logit(i);
            }
            if (ask(Question.STAGE, index, ids, logits) instanceof List<?> changed
                    && changed.get(0) instanceof int[] changedIds && changed.get(1) instanceof float[] changedLogits)
                candidates.replace(changedIds, changedLogits);
        }

        @Override
        public void accept(int id) {
            ask(Question.STAGE_ACCEPT, index, id);
        }
    }
}
