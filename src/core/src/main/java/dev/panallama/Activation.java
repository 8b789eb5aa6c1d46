package dev.panallama;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.ControlLayers;
import dev.panallama.internal.host.HostedAdapter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From which token on the adapters of a session are active: from the beginning, but for activated ones (aLoRA), which are
/// so from where the last of their invocations in the prompt begins. Serves one thread at a time.
final class Activation {
    private static final int NEVER = Integer.MAX_VALUE;

    private final List<HostedAdapter> loras;
    private final float[] scales;
    private final @Nullable ControlLayers control;
    private final int[][] invocations; // of each adapter; empty where there is none
    private final int[] starts; // the first token that each is active for
    private final boolean[] cut; // whether a part of the invocation was dropped to make room
    private AdapterSet active = AdapterSet.NONE; // for the tokens from..to
    private int from;
    private int to;

    private Activation(List<HostedAdapter> loras, float[] scales, @Nullable ControlLayers control) {
        this.loras = loras;
        this.scales = scales;
        this.control = control;
        invocations = loras.stream().map(HostedAdapter::invocationTokens).toArray(int[][]::new);
        starts = new int[loras.size()];
        cut = new boolean[loras.size()];
        reset();
    }

    /// Returns the activation of no adapters.
    static Activation none() {
        return new Activation(List.of(), new float[0], null);
    }

    /// Returns the activation in a session that has no tokens yet.
    static Activation of(Adapters adapters, ModelInfo model) {
        var loras = new ArrayList<HostedAdapter>();
        var scales = new float[adapters.scales().size()];
        adapters.scales().forEach((adapter, scale) -> {
            scales[loras.size()] = scale;
            loras.add(adapter.adapter());
        });
        return new Activation(loras, scales, adapters.control().map(it -> it.layersOf(model)).orElse(null));
    }

    /// Returns a copy for a session with the same tokens.
    Activation copy() {
        var copy = new Activation(loras, scales, control);
        System.arraycopy(starts, 0, copy.starts, 0, starts.length);
        System.arraycopy(cut, 0, copy.cut, 0, cut.length);
        copy.active = active;
        copy.from = from;
        copy.to = to;
        return copy;
    }

    /// Forgets where invocations were, of tokens that are replaced.
    void reset() {
        for (int i = 0; i < starts.length; i++) if (invocations[i].length > 0) starts[i] = NEVER;
        Arrays.fill(cut, false);
        to = from;
    }

    /// Returns what the token at a position is computed with; the same object for neighbours of which that is so.
    AdapterSet at(int position) {
        if (position < from || position >= to) find(position);
        return active;
    }

    /// Returns the first position behind another one that is computed otherwise.
    int end(int position) {
        at(position);
        return to;
    }

    private void find(int position) {
        from = 0;
        to = NEVER;
        var now = new ArrayList<Float>();
        for (int i = 0; i < starts.length; i++) {
            boolean on = starts[i] <= position;
            now.add(on ? scales[i] : 0);
            if (on) from = Math.max(from, starts[i]);
            else to = Math.min(to, starts[i]);
        }
        active = loras.isEmpty() && control == null
                ? AdapterSet.NONE
                : new AdapterSet(loras, now, control);
    }

    /// Looks for the invocations in a prompt: the first tokens of a session.
    ///
    /// @return the first position that is to be computed otherwise than before
    int update(int[] tokens, int prompt) {
        int changed = NEVER;
        for (int i = 0; i < starts.length; i++) {
            if (invocations[i].length == 0) continue;
            int start = lastStart(i, tokens, prompt);
            if (start == starts[i]) continue;
            changed = Math.min(changed, Math.min(start, starts[i]));
            starts[i] = start;
        }
        if (changed != NEVER) to = from; // to be found anew
        return changed;
    }

    private int lastStart(int index, int[] tokens, int prompt) {
        int[] invocation = invocations[index];
        for (int start = prompt - invocation.length; start >= 0; start--) {
            if (!Arrays.equals(tokens, start, start + invocation.length, invocation, 0, invocation.length)) continue;
            cut[index] = false;
            return start;
        }
        cut[index] &= starts[index] < prompt;
        return cut[index] ? starts[index] : NEVER;
    }

    /// Follows tokens that are dropped: an adapter whose invocation is among them stays active for what is left.
    void shift(int position, int count) {
        for (int i = 0; i < starts.length; i++) {
            if (invocations[i].length == 0 || starts[i] == NEVER) continue;
            cut[i] |= starts[i] < position + count && starts[i] + invocations[i].length > position;
            if (starts[i] > position) starts[i] = Math.max(position, starts[i] - count);
        }
        to = from;
    }
}
