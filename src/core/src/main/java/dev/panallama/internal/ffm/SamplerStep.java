package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.internal.host.CandidateStage;
import java.lang.foreign.MemorySegment;

/// A part of a [SamplerChain].
sealed interface SamplerStep {
    void apply(CandidateArray candidates);

    default void accept(int id) {}

    default void free() {}

    /// Stages and choice in C: owns the native chain, and with it all that was added.
    final class Native implements SamplerStep {
        private final MemorySegment chain;

        Native(MemorySegment chain) {
            this.chain = chain;
        }

        @Override
        public void apply(CandidateArray candidates) {
            candidates.apply(chain);
        }

        @Override
        public void accept(int id) {
            llama_h.llama_sampler_accept(chain, id);
        }

        @Override
        public void free() {
            llama_h.llama_sampler_free(chain);
        }
    }

    /// A stage of a program's own.
    record InJava(CandidateStage stage) implements SamplerStep {
        @Override
        public void apply(CandidateArray candidates) {
            stage.apply(candidates);
        }

        @Override
        public void accept(int id) {
            stage.accept(id);
        }
    }

    /// Takes away what other steps ruled out.
    record RemoveImpossible() implements SamplerStep {
        @Override
        public void apply(CandidateArray candidates) {
            candidates.removeImpossible();
        }
    }
}
