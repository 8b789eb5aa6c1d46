package dev.panallama;

import dev.panallama.internal.host.CandidateList;
import dev.panallama.internal.host.CandidateStage;
import dev.panallama.sampler.LogitsProcessor;
import dev.panallama.sampler.Stage;
import java.util.Objects;

/// Puts a program's own stage between the native ones of a generation.
final class CustomStage implements CandidateStage {
    private final LogitsProcessor processor;
    private final NativeCandidates candidates = new NativeCandidates();

    CustomStage(Stage.Custom stage) {
        processor = Objects.requireNonNull(stage.maker().get(), "the maker of a custom stage returned null");
    }

    @Override
    public void apply(CandidateList array) {
        candidates.open(array);
        try {
            processor.apply(candidates);
        } finally {
            candidates.close();
        }
    }

    @Override
    public void accept(int id) {
        processor.accept(id);
    }
}
