package dev.panallama.internal.worker;

import dev.panallama.internal.host.CandidateStage;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SamplerStages;
import dev.panallama.internal.host.TokenFilter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a worker chooses the tokens of one generation: settings that pass to it, and what stays here and is asked from
/// there, a grammar and stages of the program's own.
final class RemoteChoice {
    private final List<CandidateStage> stages = new ArrayList<>();
    private final @Nullable TokenFilter filter;
    private final Object[] settings;

    RemoteChoice(SamplerSettings wanted) {
        filter = wanted.filter();
        List<Object> recorded = Recording.of(SamplerStages.class, wanted.stages(), this::numbered);
        settings = new Object[]{recorded, wanted.logProbabilities().when().name(),
            wanted.logProbabilities().alternatives(), filter != null, wanted.history()};
    }

    private Object numbered(Object argument) {
        if (!(argument instanceof CandidateStage stage)) return argument;
        stages.add(stage);
        return new StageNumber(stages.size() - 1);
    }

    /// Returns what passes to the worker.
    Object[] settings() {
        return settings;
    }

    /// Answers what the worker asks while it chooses.
    @Nullable
    Object answer(Message question) {
        switch (Question.of(question.integer(0))) {
            case ALLOWS -> {
                return filter().allows(question.integer(1));
            }
            case ALLOWED -> {
                var ids = new BitSet();
                filter().allowed(ids);
                return ids.toLongArray();
            }
            case ACCEPT -> filter().accept(question.integer(1));
            case STAGE -> {
                var candidates = new RemoteCandidates(question.integers(2), question.numbers(3));
                stages.get(question.integer(1)).apply(candidates);
                return candidates.values();
            }
            case STAGE_ACCEPT -> stages.get(question.integer(1)).accept(question.integer(2));
            case PROGRESS -> throw new IllegalStateException("nothing is loading");
        }
        return null;
    }

    private TokenFilter filter() {
        if (filter == null) throw new IllegalStateException("there is no filter");
        return filter;
    }
}
