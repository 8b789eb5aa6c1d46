package dev.panallama.runner.desktop.app;

import dev.panallama.runner.Conversations;
import dev.panallama.runner.KeptConversation;
import dev.panallama.runner.Runner;
import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Component;
import java.awt.EventQueue;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JMenuItem;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;

/// The conversations that are kept, the newest first. Serves the event thread.
final class ConversationList extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 300;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

    private final transient Runner runner;
    private final transient Consumer<KeptConversation> open;
    private final transient Runnable closed;
    private transient List<KeptConversation> all = List.of();
    private transient Optional<UUID> current = Optional.empty();
    private String note = "";

    /// @param open is told the conversation that is to be gone on with
    /// @param closed is told that the current one is deleted
    ConversationList(Runner runner, Consumer<KeptConversation> open, Runnable closed) {
        super(new Column(2));
        this.runner = runner;
        this.open = open;
        this.closed = closed;
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(8, 10, 10, 10));
        rebuild();
    }

    /// Looks again which conversations there are.
    ///
    /// @param then is told whether there is something to be seen: some, or why they cannot be kept
    void refresh(Consumer<Boolean> then) {
        Background.start(() -> {
            Conversations kept = runner.conversations();
            List<KeptConversation> newest = kept.newest(MOST);
            return new Found(newest, kept.notice().orElse(""));
        }, found -> {
            all = found.all();
            note = found.notice();
            rebuild();
            then.accept(!all.isEmpty() || !note.isEmpty());
        }, failure -> {
            fail(failure);
            then.accept(true);
        });
    }

    private record Found(List<KeptConversation> all, String notice) {}

    /// Says why conversations are not kept.
    void fail(Exception why) {
        note = "Not kept at present: " + why.getMessage();
        rebuild();
    }

    /// Marks the conversation that is shown, if it is kept.
    void current(Optional<UUID> id) {
        current = id;
        rebuild();
    }

    /// Returns how many there are.
    int count() {
        return all.size();
    }

    private void rebuild() {
        removeAll();
        if (!note.isEmpty()) add(remark(note));
        else if (all.isEmpty()) add(remark("What is said is kept on this machine, and listed here."));
        all.forEach(it -> add(card(it)));
        revalidate();
        repaint();
    }

    private static Component remark(String words) {
        var remark = new JTextArea(words);
        remark.setEditable(false);
        remark.setFocusable(false);
        remark.setLineWrap(true);
        remark.setWrapStyleWord(true);
        Clear.ground(remark);
        remark.setFont(Type.small());
        remark.setForeground(Shades.now().muted());
        remark.setBorder(BorderFactory.createEmptyBorder(6, 12, 8, 12));
        return remark;
    }

    private Card card(KeptConversation it) {
        String when = when(it.changedAt().atZone(ZoneId.systemDefault()));
        String line = it.model().map(model -> when + " · " + model).orElse(when);
        var card = new Card(it.title().isEmpty() ? "Untitled" : it.title(), line);
        card.choosing(() -> open.accept(it), current.filter(it.id()::equals).isPresent());
        card.on("F2", () -> rename(it));
        card.on("DELETE", () -> delete(it));
        return card.with(Glyph.MORE, "Rename or delete", event -> menu(it).show((Component) event.getSource(), 0, 26));
    }

    private static String when(ZonedDateTime time) {
        LocalDate today = LocalDate.now(time.getZone());
        if (time.toLocalDate().equals(today)) return TIME.format(time);
        return (time.getYear() == today.getYear() ? DAY : DATE).format(time);
    }

    private JPopupMenu menu(KeptConversation it) {
        var menu = new JPopupMenu();
        menu.add(item("Rename…", () -> rename(it)));
        menu.add(item("Delete…", () -> delete(it)));
        return menu;
    }

    private static JMenuItem item(String words, Runnable action) {
        var item = new JMenuItem(words);
        item.addActionListener(_ -> action.run());
        return item;
    }

    private void rename(KeptConversation it) {
        Object wanted = JOptionPane.showInputDialog(SwingUtilities.getWindowAncestor(this), "Title",
                "Rename a conversation", JOptionPane.PLAIN_MESSAGE,
                null, null, it.title());
        if (!(wanted instanceof String title) || title.isBlank()) return;
        change(kept -> kept.rename(it.id(), title.strip()));
    }

    private void delete(KeptConversation it) {
        int answer = JOptionPane.showConfirmDialog(SwingUtilities.getWindowAncestor(this),
                "Delete “%s” for good?".formatted(it.title()),
                "Delete a conversation", JOptionPane.OK_CANCEL_OPTION, JOptionPane.WARNING_MESSAGE);
        if (answer != JOptionPane.OK_OPTION) return;
        if (current.filter(it.id()::equals).isPresent()) closed.run();
        change(kept -> kept.delete(it.id()));
    }

    private interface Change {
        void of(Conversations kept) throws IOException, InterruptedException;
    }

    private void change(Change change) {
        Background.start(() -> {
            change.of(runner.conversations());
            return true;
        }, _ -> refresh(_ -> {}),
                failure -> JOptionPane.showMessageDialog(this, String.valueOf(failure.getMessage()), "That failed",
                        JOptionPane.ERROR_MESSAGE));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (all != null) EventQueue.invokeLater(this::rebuild);
    }
}
