package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.bindings.llama_h;
import dev.panallama.error.LlamaException;
import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.ControlLayers;
import dev.panallama.internal.host.HostedAdapter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What the sequences of a context want to be changed, and what is set on the context now: that is switched when another
/// sequence is computed, and then the context plans its memory anew. Used on the context's thread alone, where nothing
/// else is said.
final class AdapterSwitch {
    private final AdapterGate gate;
    private final MemorySegment context;
    private final Map<Object, AdapterSet> wanted = new ConcurrentHashMap<>(); // by user, where it is not the model as it is
    private final AtomicBoolean inGate = new AtomicBoolean();
    private AdapterSet set = AdapterSet.NONE;
    private boolean plansAnew = true; // the next decode does

    AdapterSwitch(AdapterGate gate, MemorySegment context) {
        this.gate = gate;
        this.context = context;
    }

    /// Sets what the tokens of a user, such as a sequence, are computed with from now on.
    void want(Object user, AdapterSet adapters) {
        acquire(adapters);
        AdapterSet before = of(user);
        try {
            if (set.equals(before)) set(adapters); // C keeps no pointer to what is given back
        } catch (Throwable failure) {
            release(adapters);
            throw failure;
        }
        if (adapters.equals(AdapterSet.NONE)) wanted.remove(user);
        else wanted.put(user, adapters);
        release(before);
    }

    private AdapterSet of(Object user) {
        return wanted.getOrDefault(user, AdapterSet.NONE);
    }

    /// Switches to what a user wants.
    void use(Object user) {
        AdapterSet next = of(user);
        if (!set.equals(next)) set(next);
    }

    /// Waits if the decode must not meet a change of the model's adapters. To be followed by [#afterDecode].
    void beforeDecode() {
        if (!plansAnew) return;
        gate.enter();
        inGate.set(true);
    }

    /// @param planned whether C got as far as to plan its memory
    void afterDecode(boolean planned) {
        if (planned) plansAnew = false;
        leaveGate();
    }

    /// Goes on in place of a decode that C broke off. Any thread may call.
    void leaveGate() {
        if (inGate.compareAndSet(true, false)) gate.leave();
    }

    /// Forgets what all want, when the context is freed or lost. Any thread may call then.
    void close() {
        for (Object user : List.copyOf(wanted.keySet())) {
            AdapterSet before = wanted.remove(user);
            if (before != null) release(before);
        }
    }

    private void set(AdapterSet next) {
        if (set.hasLorasOf(next) && hasControlOf(next)) {
            set = next;
            return;
        }
        plansAnew = true;
        if (!hasControlOf(next)) setControl(next.control()); // may fail, and then nothing else is changed
        if (!set.hasLorasOf(next)) setLoras(next.loras(), next.scales());
        set = next;
    }

    private void setLoras(List<HostedAdapter> loras, List<Float> scales) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment pointers = arena.allocate(ADDRESS, loras.size());
            MemorySegment factors = arena.allocate(JAVA_FLOAT, scales.size());
            for (int i = 0; i < loras.size(); i++) {
                pointers.setAtIndex(ADDRESS, i, ((NativeAdapter) loras.get(i)).pointer());
                factors.setAtIndex(JAVA_FLOAT, i, scales.get(i));
            }
            llama_h.llama_set_adapters_lora(context, pointers, loras.size(), factors);
        }
    }

    private void setControl(@Nullable ControlLayers control) {
        if (control == null) {
            llama_h.llama_set_adapter_cvec(context, MemorySegment.NULL, 0, 0, 0, 0);
            return;
        }
        llama_h.llama_synchronize(context); // a GPU may still be reading the one before
        try (var arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocateFrom(JAVA_FLOAT, control.numbers());
            int code = llama_h.llama_set_adapter_cvec(context, numbers, control.numbers().length, control.width(),
                    control.first(), control.last());
            if (code != 0) throw new LlamaException("llama.cpp cannot set the control vector", NativeLog.recent());
        }
    }

    private boolean hasControlOf(AdapterSet next) {
        return Objects.equals(set.control(), next.control());
    }

    /// Registers a sequence with all adapters, or with none if one of them is closed.
    private static void acquire(AdapterSet adapters) {
        int done = 0;
        try {
            for (HostedAdapter it : adapters.loras()) {
                ((NativeAdapter) it).acquire();
                done++;
            }
        } catch (Throwable closed) {
            for (HostedAdapter it : adapters.loras().subList(0, done)) ((NativeAdapter) it).release();
            throw closed;
        }
    }

    private static void release(AdapterSet adapters) {
        for (HostedAdapter it : adapters.loras()) ((NativeAdapter) it).release();
    }
}
