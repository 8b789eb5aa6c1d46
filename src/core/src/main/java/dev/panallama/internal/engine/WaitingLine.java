package dev.panallama.internal.engine;

import dev.panallama.error.EngineBusyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The requests that wait for a slot: those of a higher priority first, and among equals in the order in which they came.
final class WaitingLine {
    private final int limit;
    private final int slots;
    private final List<Request> waiting = new ArrayList<>();
    private long refused;

    WaitingLine(int limit, int slots) {
        this.limit = limit;
        this.slots = slots;
    }

    int size() {
        return waiting.size();
    }

    /// Returns how many were refused.
    long refused() {
        return refused;
    }

    @Nullable
    Request first() {
        return waiting.isEmpty() ? null : waiting.getFirst();
    }

    void removeFirst() {
        waiting.removeFirst();
    }

    /// Lets a request wait, or refuses it.
    void add(Request next) {
        if (waiting.size() >= limit) {
            refuse(next,
                    "%d calls wait for the %d slots of the engine already: ask again later, or give the engine a longer queue or more slots"
                            .formatted(waiting.size(), slots));
        } else {
            insert(next);
        }
    }

    /// Takes a request back that was served before: it came before those that wait.
    void insert(Request next, long now) {
        next.waitFrom(now);
        insert(next);
    }

    private void insert(Request next) {
        int at = waiting.size();
        while (at > 0 && comesBefore(next, waiting.get(at - 1))) at--;
        waiting.add(at, next);
    }

    private static boolean comesBefore(Request one, Request other) {
        int difference = Integer.compare(one.sequence.priority(), other.sequence.priority());
        return difference > 0 || (difference == 0 && one.arrival() < other.arrival());
    }

    /// Lets those go that were cancelled or have waited too long.
    void dismiss(long now) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Request it = waiting.get(i);
            if (it.sequence.isCancelled()) {
                waiting.remove(i);
                it.fail(new CancellationException("cancelled while it waited for a slot of the engine"));
            } else if (now - it.deadline() >= 0) {
                waiting.remove(i);
                refuse(it,
                        "no slot of the engine's %d was free within %s: ask again later, or give the engine more slots"
                                .formatted(slots, Duration.ofNanos(it.sequence.patience())));
            }
        }
    }

    private void refuse(Request it, String reason) {
        refused++;
        it.fail(new EngineBusyException(reason));
    }

    /// Returns the time of the first deadline, or a late one.
    long nextDeadline(long now) {
        long next = now + Long.MAX_VALUE / 4;
        for (Request it : waiting) if (it.deadline() - next < 0) next = it.deadline();
        return next;
    }

    /// Takes all out.
    List<Request> clear() {
        List<Request> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
