package dev.panallama.runner.desktop;

import dev.panallama.ChatOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.runner.Runner;
import dev.panallama.runner.desktop.look.Consent;
import dev.panallama.runner.desktop.look.Shades;
import java.awt.BorderLayout;
import java.awt.EventQueue;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.swing.JPanel;
import org.jspecify.annotations.Nullable;

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

    final transient Screen screen = new Shown();
    private final transient Talk talk;
    private final ConversationView conversation = new ConversationView(this::regenerate);
    private final Composer composer = new Composer(this::send, this::stop);
    private final StatusLine status = new StatusLine();
    private boolean busy;
    private boolean answering;
    private transient @Nullable List<? extends ChatMessage> next; // is shown when the answer under way has ended

    /// Creates a panel and begins to load the model.
    ///
    /// @param model a name as [Runner#pull(String)] takes it
    public ChatPanel(Runner runner, String model) {
        super(new BorderLayout());
        talk = new Talk(runner, model, new Relay(screen));
        add(conversation, BorderLayout.CENTER);
        add(new Foot(composer, status), BorderLayout.SOUTH);
        screen.showPreparing(model, "Loading…", -1);
        talk.open();
    }

    /// Returns the name of the model.
    public String model() {
        return talk.model();
    }

    /// Goes on with another model, which is fetched if it is missing. What was said stays; the model before is freed.
    public void use(String model) {
        screen.showPreparing(model, "Loading…", -1);
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
        conversation.say(text);
        awaitAnswer();
        talk.say(text);
    }

    /// Stops the answer or the fetching of the model that is under way.
    public void stop() {
        talk.cancel();
    }

    /// Begins a new conversation.
    public void clear() {
        resume(List.of(), _ -> {});
    }

    /// Goes on with another conversation, in place of the one that is shown.
    ///
    /// @param said its messages, none for a new one
    /// @param keeper is told all of them whenever there is one more, on the thread that talks with the model: it may take its time to
    ///     keep them
    public void resume(List<? extends ChatMessage> said, Consumer<List<ChatMessage>> keeper) {
        List<ChatMessage> messages = List.copyOf(said);
        talk.resume(messages, keeper);
        if (answering) next = messages; // what still comes belongs to the conversation before
        else conversation.show(messages);
        if (!busy) status.say("");
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
        conversation.takeBack();
        awaitAnswer();
        talk.again();
    }

    private void awaitAnswer() {
        conversation.awaitAnswer();
        answering = true;
        setBusy(true);
    }

    private void answered() {
        answering = false;
        setBusy(false);
        if (next == null) return;
        conversation.show(next);
        next = null;
        status.say("");
    }

    private void setBusy(boolean now) {
        boolean before = busy;
        busy = now;
        composer.busy(now);
        firePropertyChange(BUSY, before, now);
    }

    /// Returns the answer that was given last, as far as it is there; empty before the first one.
    String lastAnswer() {
        return conversation.lastAnswer();
    }

    /// Returns how it came, for tests.
    String lastSummary() {
        return conversation.lastSummary();
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

    @Override
    public void updateUI() {
        super.updateUI();
        setBackground(Shades.now().ground());
    }

    /// Shows what the relay tells.
    private final class Shown implements Screen {
        @Override
        public String model() {
            return talk.model();
        }

        @Override
        public boolean accepts(String title, String terms) {
            return Consent.asks(ChatPanel.this, title, terms);
        }

        @Override
        public void showPreparing(String model, String what, double fraction) {
            setBusy(true);
            composer.hint("Write to " + model);
            conversation.welcome().say(model, what);
            conversation.welcome().progress(fraction);
            status.say(conversation.isEmpty() ? "" : what); // not twice
        }

        @Override
        public void showReady(String model, int used, int length) {
            if (!answering) setBusy(false);
            conversation.welcome().say(model, "Ask anything.");
            composer.hint("Write to " + model);
            status.say("");
            status.context(used, length);
        }

        @Override
        public void showNote(String note) {
            status.say(note);
        }

        @Override
        public void showPieces(List<Delta> pieces) {
            conversation.write(pieces);
            status.say("writing");
        }

        @Override
        public void showEnd(Outcome outcome) {
            conversation.end(outcome.summary());
            status.say("");
            status.context(outcome.contextUsed(), outcome.contextLength());
            answered();
        }

        @Override
        public void showFailure(Exception failure) {
            conversation.endUnanswered();
            boolean stopped = failure instanceof InterruptedException || failure instanceof CancellationException;
            String message = stopped ? "stopped" : String.valueOf(failure.getMessage());
            status.say(stopped ? message : "failed");
            conversation.welcome().say(talk.model(), stopped ? "Stopped. A message starts it again." : message);
            if (!stopped) conversation.fail(message);
            answered();
        }
    }
}
