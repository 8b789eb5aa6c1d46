package dev.panallama.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A sequence of tokens in a context. Serves one thread at a time, except for [#cancel]; sequences of one context take
/// turns. After [#close] every call that computes throws `IllegalStateException`.
public interface HostedSequence {
    /// Opens a sequence that is like this one: in its context if that has one free, else in a context of its own.
    HostedSequence fork();

    /// Returns the buffers that making the context has allocated.
    List<NativeBuffer> buffers();

    /// Returns how many tokens the sequence may have: what was granted, rounded up by llama.cpp.
    int contextLength();

    /// Returns how many tokens one [#decode] may have.
    int batchSize();

    /// Returns how many tokens one [#decode] should have, so that [#cancel] takes effect within a micro-batch.
    int stride();

    /// Returns how many tokens llama.cpp computes together.
    int microBatchSize();

    /// Returns whether [#shift] works for this model and these settings.
    boolean canShift();

    /// Returns whether the memory can forget guesses that were wrong, and them alone.
    boolean canTakeBack();

    /// Computes `ids[from..to)`, at most [#batchSize] tokens, at the positions of the same numbers.
    ///
    /// @param logits whether the last token's logits are wanted
    /// @return how many of them were not computed, because they had been for another sequence
    /// @throws java.util.concurrent.CancellationException if it was [cancelled][#cancel]
    int decode(int[] ids, int from, int to, boolean logits);

    /// Computes `ids[position]` at that position with logits, and copies its hidden state of `width` numbers to the beginning
    /// of an array.
    void decode(int[] ids, int position, float[] hidden, int width);

    /// Sets what is computed from now on with. The adapters are not freed until the sequence gets others.
    void adapters(AdapterSet next);

    /// Sets how tokens are chosen from now on.
    void sampler(SamplerSettings settings);

    /// Computes `ids[from..to)` if that is not empty, then chooses the next token.
    ///
    /// @param ahead whether the token after that is likely to be asked for: it may be computed meanwhile
    int next(int[] ids, int from, int to, boolean ahead);

    /// Computes `ids[from..to)`, one token at least, and `guessed` guesses of what follows, `ids[to..to + guessed)`, all in one
    /// micro-batch. Then chooses what really follows: the next token, and as long as a guess was right, the one
    /// after it. The memory then holds all tokens before the last one chosen. A choice that fails is made again by the next call,
    /// unless it is the first.
    ///
    /// @param chosen has room for `guessed + 1` tokens
    /// @return how many were chosen, 1 to `guessed + 1`
    int next(int[] ids, int from, int to, int guessed, int[] chosen);

    /// Returns the log-probabilities of the last choice, if they were asked for; they may change with the next.
    LogProbabilities logProbabilities();

    /// Forgets all tokens from `position` on. Where the model's memory cannot forget a part, it forgets all.
    ///
    /// @return how many tokens are still held
    int truncate(int position);

    /// Forgets `count` tokens from `position` on; those behind them move up.
    void shift(int position, int count);

    /// Returns whether a [#shift] waits for the next decode, before which there is no [#state].
    boolean isShifted();

    /// Returns a copy of the logits of the last token, which was computed with them.
    float[] logits();

    /// Copies the logits of the last token, which was computed with them, to the beginning of an array.
    void logits(float[] target);

    /// Sets logits that were copied before.
    void restoreLogits(float[] row);

    /// Sets the number of compute threads for single tokens and for prompts, of all sequences of the context, for good.
    void threads(int generation, int prompt);

    /// Returns the largest number of compute threads for single tokens.
    int generationThreads();

    /// Returns the largest number of compute threads for prompts.
    int promptThreads();

    /// Copies out what the memory holds.
    SequenceState state();

    /// Reads a state of `size` bytes that was [written][SequenceState#writeTo] before.
    SequenceState readState(InputStream in, long size) throws IOException;

    /// Replaces what the memory holds by a state of the first `count` of these tokens. If that does not suit, the sequence is
    /// empty.
    ///
    /// @return whether it suited
    boolean restore(SequenceState state, int[] ids, int count);

    /// Says that nothing more is likely to be asked for soon.
    void rest();

    /// Breaks off what is being computed, until [#resume]. Any thread may call.
    void cancel();

    /// Ends the effect of [#cancel].
    void resume();

    /// Returns whether it is [cancelled][#cancel].
    boolean isCancelled();

    /// Throws if the sequence is closed, or lost because C broke off.
    void checkUsable();

    /// Gives the sequence back, and frees the context with the last of its sequences. Closing twice does nothing.
    void close();

    /// Returns the action that frees a sequence whose owner was garbage collected.
    Runnable cleanUp();
}
