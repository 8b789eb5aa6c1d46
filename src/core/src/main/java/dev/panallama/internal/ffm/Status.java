package dev.panallama.internal.ffm;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import java.util.concurrent.CancellationException;

/// The one place where codes of llama.cpp turn into exceptions.
final class Status {
    /// How a decode ended, as far as the memory goes.
    enum Decode {
        WELL,
        /// The memory is as before.
        NO_ROOM,
        /// The memory may hold some of the tokens.
        BROKEN_OFF;

        static Decode of(int code) {
            return switch (code) {
                case 0 -> WELL;
                case 1 -> NO_ROOM;
                default -> BROKEN_OFF;
            };
        }
    }

    private Status() {}

    /// Checks what `llama_decode` returned for a batch.
    static void checkDecode(int code, int tokens) {
        switch (code) {
            case 0 -> {
            }
            case 1 -> throw new ContextOverflowException(tokens);
            case 2 -> throw new CancellationException("cancelled while %d tokens were computed".formatted(tokens));
            case -1 -> throw failed("llama.cpp rejected a batch of %d tokens".formatted(tokens));
            default -> throw failed("computing %d tokens failed with code %d".formatted(tokens, code));
        }
    }

    /// Returns the exception for a sequence's state of which only a part was copied.
    static LlamaException stateNotCopied(long copied, long size) {
        return new LlamaException(
                "%,d of %,d bytes of the session's state were copied".formatted(copied, size), NativeLog.recent());
    }

    /// Checks a logit. Minus infinity rules a token out, which a model may do.
    static void checkLogit(float logit, int id) {
        if (!(logit < Float.POSITIVE_INFINITY))
            throw failed(
                    "the model computed %s as the logit of token %d: its weights are damaged, or the options for RoPE extreme"
                            .formatted(logit, id));
    }

    /// Checks a number of an embedding or of a score.
    static void checkOutput(float number) {
        if (!Float.isFinite(number))
            throw failed("the model computed %s as a part of its output: its weights are damaged".formatted(number));
    }

    /// Returns the exception for an output that llama.cpp does not have.
    static DecodeException noOutput(int index) {
        return failed("llama.cpp has no output %d".formatted(index));
    }

    private static DecodeException failed(String reason) {
        return new DecodeException(reason, NativeLog.recent());
    }
}
