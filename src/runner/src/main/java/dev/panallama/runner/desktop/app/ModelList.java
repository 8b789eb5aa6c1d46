package dev.panallama.runner.desktop.app;

import dev.panallama.runner.CatalogModel;
import dev.panallama.runner.LocalModel;
import dev.panallama.runner.PullProgress;
import dev.panallama.runner.Runner;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Consent;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import dev.panallama.runner.store.ModelName;
import java.awt.EventQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;

/// The models that are here, and those that can be had, with what fits this machine. Serves the event thread.
final class ModelList extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final long REDRAW = 150_000_000; // nanoseconds between two states of progress

    private final transient Runner runner;
    private final transient Consumer<String> choose;
    private final transient Map<String, Fetching> fetching = new HashMap<>();
    private transient Models models = new Models(List.of(), List.of());
    private String chosen = "";

    /// What there is.
    private record Models(List<LocalModel> here, List<CatalogModel> catalog) {}

    /// A model on its way.
    private record Fetching(Thread thread, Card card) {}

    /// @param choose is told the model that is to be talked to
    ModelList(Runner runner, Consumer<String> choose) {
        super(new Column(2));
        this.runner = runner;
        this.choose = choose;
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(0, 10, 10, 10));
    }

    /// Looks again which models there are.
    ///
    /// @param then is told the names of those that are here
    void refresh(Consumer<List<String>> then) {
        Background.start(() -> new Models(runner.models(), runner.catalog()), found -> {
            models = found;
            rebuild();
            then.accept(found.here().stream().map(LocalModel::name).toList());
        }, this::fail);
    }

    private static boolean isSame(String one, String other) {
        return ModelName.of(other).filter(ModelName.parse(one)::isSameAs).isPresent(); // what is no name is none of them
    }

    /// Returns the name here of a model that can be talked to, however it is written; empty if there is none.
    Optional<String> here(String name) {
        return models.here().stream().filter(LocalModel::fits).map(LocalModel::name)
                .filter(it -> isSame(it, name)).findFirst();
    }

    /// Marks the model that is talked to.
    void chosen(String name) {
        chosen = name;
        rebuild();
    }

    /// Fetches a model, and has it talked to when it is there, unless another one is by then.
    ///
    /// @param missed is run if it does not come
    void fetch(String name, Runnable missed) {
        CatalogModel wanted = models.catalog().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
        var card = new Card(wanted.title(), "waiting");
        card.progress(-1);
        card.with(Glyph.CROSS, "Stop fetching", _ -> stop(name));
        Thread thread = Background.start(() -> runner.pull(name, new Watching(card)), it -> {
            fetching.remove(name);
            refresh(_ -> {
                if (chosen.isEmpty()) choose.accept(it.name());
            });
        }, failure -> {
            fetching.remove(name);
            rebuild();
            missed.run();
            if (!(failure instanceof InterruptedException)) fail(failure);
        });
        fetching.put(name, new Fetching(thread, card));
        rebuild();
    }

    private void stop(String name) {
        Fetching it = fetching.get(name);
        if (it != null) it.thread().interrupt();
    }

    /// Stops all that is fetched. What has arrived stays for the next time.
    void stopAll() {
        fetching.values().forEach(it -> it.thread().interrupt());
    }

    private void rebuild() {
        removeAll();
        if (!models.here().isEmpty()) add(heading("On this machine"));
        for (LocalModel it : models.here()) add(card(it));
        add(heading("To download"));
        fetching.values().forEach(it -> add(it.card()));
        models.catalog().stream().filter(it -> !it.installed() && !fetching.containsKey(it.name())).map(this::card)
                .forEach(this::add);
        revalidate();
        repaint();
    }

    private static JLabel heading(String words) {
        var heading = new JLabel(words);
        heading.setFont(Type.small());
        heading.setForeground(Shades.now().muted());
        heading.setBorder(BorderFactory.createEmptyBorder(14, 12, 4, 0));
        return heading;
    }

    private Card card(LocalModel model) {
        String line = "%s · %s · %s".formatted(Sizes.count(model.parameters()), model.quantization(),
                ByteSize.text(model.bytes()));
        var card = new Card(model.name(), line);
        if (model.owned()) card.with(Glyph.BIN, "Delete", _ -> delete(model));
        if (!model.fits()) return card.faded(tooLarge(model.memoryBytes()));
        return card.choosing(() -> choose.accept(model.name()), model.name().equals(chosen));
    }

    private Card card(CatalogModel model) {
        String line = model.fits()
                ? "%s · %s · fits".formatted(model.parameters(), ByteSize.text(model.bytes()))
                : "%s · needs %s of memory".formatted(model.parameters(), ByteSize.text(model.memoryBytes()));
        var card = new Card(model.title(), line);
        card.setToolTipText("%s, licence %s".formatted(model.name(), model.license()));
        return model.fits()
                ? card.with(Glyph.FETCH, "Download", _ -> fetch(model.name(), () -> {}))
                : card.faded(tooLarge(model.memoryBytes()));
    }

    private String tooLarge(long bytes) {
        return "needs about %s of memory, and models may have %s here".formatted(ByteSize.text(bytes),
                ByteSize.text(runner.options().memoryBytes()));
    }

    private void delete(LocalModel model) {
        int answer = JOptionPane.showConfirmDialog(this,
                "Delete %s and its file of %s?".formatted(model.name(), ByteSize.text(model.bytes())), "Delete a model",
                JOptionPane.OK_CANCEL_OPTION, JOptionPane.WARNING_MESSAGE);
        if (answer != JOptionPane.OK_OPTION) return;
        Background.start(() -> {
            runner.remove(model.name());
            return model.name();
        }, _ -> refresh(_ -> {}), this::fail);
    }

    private void fail(Exception failure) {
        JOptionPane.showMessageDialog(this, String.valueOf(failure.getMessage()), "That failed",
                JOptionPane.ERROR_MESSAGE);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (models != null) EventQueue.invokeLater(this::rebuild);
    }

    /// Shows how a fetch goes.
    private final class Watching implements PullProgress {
        private final Card card;
        private long last = System.nanoTime() - REDRAW;

        Watching(Card card) {
            this.card = card;
        }

        @Override
        public void at(String task, long bytes, long total) {
            long now = System.nanoTime();
            if (now - last < REDRAW) return;
            last = now;
            String doing = task.startsWith("checking") ? "checking" : "downloading";
            EventQueue.invokeLater(() -> {
                card.say("%s %s of %s".formatted(doing, ByteSize.text(bytes), ByteSize.text(total)));
                card.progress(total > 0 ? (double) bytes / total : -1);
            });
        }

        @Override
        public boolean accepts(String title, String terms) {
            return Consent.asks(ModelList.this, title, terms);
        }
    }
}
