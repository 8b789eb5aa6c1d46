package dev.panallama.internal.engine;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.SequenceState;
import java.util.function.BooleanSupplier;

/// A context that computes tokens of several slots together. Used on the engine's thread alone.
public interface BatchContext {
    /// How a batch ended.
    enum Outcome {
        DONE,
        /// There are not enough free cells; nothing was computed.
        NO_ROOM,
        /// It was told to stop; some tokens may have been computed.
        STOPPED
    }

    /// Returns how many slots there are.
    int slots();

    /// Returns for how many tokens the KV cache has room.
    int cells();

    /// Returns how many tokens are computed together at most.
    int microBatchSize();

    /// Returns of how many tokens of a batch there can be logits: one a slot at least.
    int outputs();

    /// Begins a batch of tokens that are computed with the adapters of one user.
    void begin(Object user);

    /// Adds `ids[from..to)` at these positions of a slot.
    ///
    /// @param outputs of how many tokens at the end the logits are wanted
    void add(int slot, int[] ids, int from, int to, int outputs);

    /// Makes the logits of a slot those of one of its outputs of the last batch, counted from 0; of several it is the first
    /// at first.
    void select(int slot, int output);

    /// Computes the batch.
    ///
    /// @param stop asked again and again; true breaks off
    /// @throws dev.panallama.error.DecodeException if it cannot be computed; some tokens may have been
    Outcome decode(BooleanSupplier stop);

    /// Forgets the tokens of a slot from `position` on; where the memory cannot forget a part, all.
    ///
    /// @return how many are still held
    int truncate(int slot, int position);

    /// Forgets the tokens of a slot from `position` on, and nothing else: those at the end of the last batch. Its logits stay.
    void takeBack(int slot, int position);

    /// Makes a slot hold the first tokens of another one, in place of what it holds.
    ///
    /// @return how many it holds: `count`, or fewer where the memory does not hold them apart
    int copy(int from, int to, int count);

    /// Returns whether [#truncate] can forget any part of a slot.
    boolean cuts();

    /// Returns whether it can [#copy] any number of a slot's tokens, without computing.
    boolean copiesParts();

    /// Returns whether the logits of a slot's last token are there.
    boolean hasLogits(int slot);

    /// Copies the logits of a slot's last token to the beginning of an array.
    void logits(int slot, float[] target);

    /// Gives a slot logits that were copied before.
    void restoreLogits(int slot, float[] row);

    /// Computes one token at a position, and copies its hidden state of `width` numbers to the beginning of an array.
    void hiddenState(Object user, int slot, int[] ids, int position, float[] target, int width);

    /// Sets what the tokens of a user are computed with from now on; what it had before may be freed.
    void adapters(Object user, AdapterSet adapters);

    /// Makes what chooses the tokens of one generation.
    TokenChooser chooser(SamplerSettings settings);

    /// Frees what chose. Freeing twice does nothing.
    void free(TokenChooser chooser);

    /// Chooses a token by the logits of a slot.
    int choose(int slot, TokenChooser chooser);

    /// Returns whether a token ends a generation.
    boolean ends(int id);

    /// Copies out what is held of a slot.
    SequenceState state(int slot);

    /// Replaces what is held of a slot by a state of so many tokens. If that does not suit, it is empty.
    ///
    /// @return whether it suited
    boolean restore(int slot, SequenceState state, int tokens);

    /// Sets the number of compute threads for single tokens and for prompts.
    void threads(int generation, int prompt);
}
