package dev.panallama.runner.desktop;

import dev.panallama.chat.Delta;
import java.awt.EventQueue;
import java.util.ArrayList;
import java.util.List;

/// Brings what a talk tells to the event thread. Pieces of an answer that come faster than they can be shown are shown together.
final class Relay implements Hearer {
    private static final long REDRAW = 100_000_000; // nanoseconds between two states of progress
    private static final int SHORTEST_PAUSE = 25; // milliseconds between two states of an answer
    private static final int LONGEST_PAUSE = 500;
    private static final int REST = 4; // times as long as showing took: a long answer takes longer, and leaves time for the rest

    private final Screen screen;
    private final List<Delta> pieces = new ArrayList<>();
    private volatile long lastProgress = System.nanoTime() - REDRAW;
    private boolean shown; // whether the pieces there are will be shown
    private long cost; // nanoseconds that showing took last, on the event thread

    Relay(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void at(String task, long bytes, long total) {
        if (isTooSoon(bytes >= total)) return;
        String much = total > 0 ? "%s: %d of %d MB".formatted(task, bytes / 1_000_000, total / 1_000_000) : task;
        EventQueue
                .invokeLater(() -> screen.showPreparing(screen.model(), much, total > 0 ? (double) bytes / total : -1));
    }

    /// Whether the state before was shown just now, unless this is the last one.
    private boolean isTooSoon(boolean last) {
        long now = System.nanoTime();
        if (now - lastProgress < REDRAW && !last) return true;
        lastProgress = now;
        return false;
    }

    @Override
    public void says(String note) {
        EventQueue.invokeLater(() -> screen.showNote(note));
    }

    @Override
    public boolean accepts(String title, String terms) {
        return screen.accepts(title, terms);
    }

    @Override
    public void loading(String model, double fraction) {
        if (fraction >= 0 && isTooSoon(fraction >= 1)) return;
        String much = fraction < 0 ? "Loading…" : "Loading: %d %%".formatted((int) (fraction * 100));
        EventQueue.invokeLater(() -> screen.showPreparing(model, much, fraction));
    }

    @Override
    public void ready(String model, int contextUsed, int contextLength) {
        EventQueue.invokeLater(() -> screen.showReady(model, contextUsed, contextLength));
    }

    @Override
    public void begins() {
        EventQueue.invokeLater(() -> screen.showNote("reading"));
    }

    @Override
    public void writes(Delta delta) {
        synchronized (pieces) {
            pieces.add(delta);
            if (shown) return;
            shown = true;
        }
        EventQueue.invokeLater(() -> {
            var later = new javax.swing.Timer(pause(), _ -> show());
            later.setRepeats(false);
            later.start();
        });
    }

    private void show() {
        List<Delta> come;
        synchronized (pieces) {
            come = List.copyOf(pieces);
            pieces.clear();
            shown = false;
        }
        if (come.isEmpty()) return;
        long start = System.nanoTime();
        screen.showPieces(come);
        cost = System.nanoTime() - start;
    }

    private int pause() {
        return Math.clamp(cost * REST / 1_000_000, SHORTEST_PAUSE, LONGEST_PAUSE);
    }

    @Override
    public void ends(Outcome outcome) {
        last(() -> screen.showEnd(outcome));
    }

    @Override
    public void fails(Exception failure) {
        last(() -> screen.showFailure(failure));
    }

    /// Shows the last pieces and then the end, also if they cannot be shown: who waits for it must not wait for good.
    private void last(Runnable end) {
        EventQueue.invokeLater(() -> {
            try {
                show();
            } finally {
                end.run();
            }
        });
    }
}
