package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.ChatOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.runner.Runner;
import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.EventQueue;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollBar;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;
import javax.swing.SwingUtilities;

/// A chat with a model, to be put into a window.
///
/// ```java
/// var runner = Runner.start();
/// frame.add(new ChatPanel(runner, "smollm2"));
/// ```
///
/// The model is fetched if it is missing, and loaded, as soon as the panel is made; progress shows in it. Answers are written as they
/// come, with the Markdown that models use: headings, lists, code, tables, bold and italic text. All else is text: nothing that a model
/// writes is read as HTML, loaded or run. Enter sends, Shift+Enter begins another line, Escape stops what is under way, the fetching of
/// the model too. It looks as the program around it does, in its light or dark colours.
///
/// As all of Swing it is for the event thread, but for [#close], which any thread may call; no method waits for the model, which
/// works on a virtual thread of the panel's own. Changes of the property [#BUSY] tell listeners when that begins and ends. Close it
/// before its runner, when its window is closed: that frees the model, unless others use it.
public final class ChatPanel extends JPanel implements AutoCloseable {
    /// The name of the property that is true while a model is fetched or loaded, or answers.
    public static final String BUSY = "busy";

    private static final long serialVersionUID = 1L;
    private static final int NEAR = 40; // to the end: then it follows
    private static final String TALK = "talk";
    private static final String WELCOME = "welcome";

    private final transient Talk talk;
    private final CardLayout cards = new CardLayout();
    private final JPanel middle = new JPanel(cards);
    private final Welcome welcome = new Welcome();
    private final Transcript transcript = new Transcript();
    private final JScrollPane scroll = new JScrollPane(transcript, ScrollPaneConstants.VERTICAL_SCROLLBAR_AS_NEEDED,
            ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
    private final Composer composer = new Composer(this::send, this::stop);
    private final StatusLine status = new StatusLine();
    private boolean busy;
    private boolean answering;

    /// Creates a panel and begins to load the model.
    ///
    /// @param model a name as [Runner#pull(String)] takes it
    public ChatPanel(Runner runner, String model) {
        super(new BorderLayout());
        talk = new Talk(runner, model, new Relay(this));
        scroll.setBorder(null);
        scroll.getViewport().setOpaque(false);
        scroll.setOpaque(false);
        middle.setOpaque(false);
        middle.add(welcome, WELCOME);
        middle.add(scroll, TALK);
        add(middle, BorderLayout.CENTER);
        add(new Foot(composer, status), BorderLayout.SOUTH);
        dress();
        showPreparing(model, "", -1);
        talk.open();
    }

    /// Returns the name of the model.
    public String model() {
        return talk.model();
    }

    /// Goes on with another model, which is fetched if it is missing. What was said stays; the model before is freed.
    public void use(String model) {
        showPreparing(model, "", -1);
        talk.use(model);
    }

    /// Has the model chat otherwise than it [usually][Runner#usual] does, from the next answer on and with other models too.
    public void change(UnaryOperator<ChatOptions> how) {
        talk.change(how);
    }

    /// Says something, as if the person had written it: when the model is there, if it is being loaded. Does nothing while an answer is
    /// being given.
    public void send(String text) {
        if (text.isBlank() || answering) return;
        transcript.lastAnswer().ifPresent(AnswerView::settle);
        transcript.add(new SaidView(text));
        awaitAnswer();
        talk.say(text);
    }

    /// Stops the answer or the fetching of the model that is under way.
    public void stop() {
        talk.cancel();
    }

    /// Begins a new conversation.
    public void clear() {
        transcript.removeAll();
        talk.clear();
        welcome.say(talk.model(), "Ask anything.");
        cards.show(middle, WELCOME);
        status.say("");
    }

    /// Returns what was said, as of the last answer that has ended.
    public List<ChatMessage> history() {
        return talk.history();
    }

    /// Whether a model is fetched or loaded, or answers.
    public boolean isBusy() {
        return busy;
    }

    /// Stops what is under way and frees the model, unless others use it. On the event thread it returns at once; on any other it waits
    /// until that is done. Closing twice does nothing.
    @Override
    public void close() {
        talk.close();
        if (!EventQueue.isDispatchThread()) talk.awaitEnd();
    }

    private void regenerate() {
        if (busy) return;
        transcript.lastAnswer().ifPresent(transcript::remove);
        awaitAnswer();
        talk.again();
    }

    private void awaitAnswer() {
        var answer = new AnswerView(this::regenerate);
        transcript.add(answer);
        cards.show(middle, TALK);
        answering = true;
        setBusy(true);
        follow(true);
    }

    private void setBusy(boolean now) {
        boolean before = busy;
        busy = now;
        composer.busy(now);
        firePropertyChange(BUSY, before, now);
    }

    // ---- what the relay tells, on the event thread

    void showPreparing(String model, String what, double fraction) {
        setBusy(true);
        composer.hint("Write to " + model);
        welcome.say(model, what.isEmpty() ? "Loading…" : what);
        welcome.progress(fraction);
        status.say(what.isEmpty() ? "loading " + model : what);
    }

    void showReady(String model, int used, int length) {
        if (!answering) setBusy(false);
        welcome.say(model, "Ask anything.");
        composer.hint("Write to " + model);
        status.say("");
        status.context(used, length);
    }

    void showNote(String note) {
        status.say(note);
    }

    void showPieces(List<Delta> pieces) {
        boolean following = isAtEnd();
        transcript.lastAnswer().ifPresent(it -> it.add(pieces)); // none, if it was cleared meanwhile
        status.say("writing");
        follow(following);
    }

    void showEnd(Outcome outcome) {
        boolean following = isAtEnd();
        transcript.lastAnswer().ifPresent(it -> it.end(outcome.summary()));
        status.say(outcome.summary());
        status.context(outcome.contextUsed(), outcome.contextLength());
        answering = false;
        setBusy(false);
        follow(following);
    }

    void showFailure(Exception failure) {
        answering = false;
        setBusy(false);
        transcript.lastAnswer().filter(it -> it.text().isEmpty()).ifPresent(transcript::remove);
        boolean stopped = failure instanceof InterruptedException || failure instanceof CancellationException;
        String message = stopped ? "stopped" : String.valueOf(failure.getMessage());
        status.say(stopped ? message : "failed");
        welcome.say(talk.model(), stopped ? "Stopped. A message starts it again." : message);
        if (transcript.getComponentCount() == 0 && stopped) return;
        if (!stopped) transcript.add(new FailureView(message));
        cards.show(middle, TALK);
        follow(true);
    }

    private boolean isAtEnd() {
        JScrollBar bar = scroll.getVerticalScrollBar();
        return bar.getValue() + bar.getVisibleAmount() >= bar.getMaximum() - NEAR;
    }

    /// Lays out what is new, and scrolls to the end if it was there before.
    private void follow(boolean following) {
        transcript.revalidate();
        transcript.repaint();
        if (following) EventQueue.invokeLater(() -> {
            scroll.validate();
            JScrollBar bar = scroll.getVerticalScrollBar();
            bar.setValue(bar.getMaximum());
        });
    }

    /// Returns the answer that was given last, as far as it is there; empty before the first one.
    String lastAnswer() {
        return transcript.lastAnswer().map(AnswerView::text).orElse("");
    }

    String statusText() {
        return status.said();
    }

    /// The person writes first.
    @Override
    public void addNotify() {
        super.addNotify();
        EventQueue.invokeLater(this::requestFocusInWindow);
    }

    @Override
    public boolean requestFocusInWindow() {
        return composer.text().requestFocusInWindow();
    }

    private void dress() {
        setBackground(Shades.now().ground());
        scroll.setBorder(null);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (scroll != null) SwingUtilities.invokeLater(this::dress);
    }

    /// The place below the conversation, as wide as that.
    private static final class Foot extends JPanel {
        private static final long serialVersionUID = 1L;
        private static final int WIDEST = 820;
        private static final int MARGIN = 14;

        Foot(JComponent... parts) {
            super(new Column(6));
            setOpaque(false);
            for (JComponent it : parts) add(it);
        }

        @Override
        public void setBounds(int x, int y, int width, int height) {
            int side = Math.max(MARGIN, (width - WIDEST) / 2);
            setBorder(BorderFactory.createEmptyBorder(6, side, 10, side));
            super.setBounds(x, y, width, height);
        }
    }
}
