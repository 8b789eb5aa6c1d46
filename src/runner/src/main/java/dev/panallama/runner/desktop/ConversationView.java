package dev.panallama.runner.desktop;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.UserMessage;
import java.awt.CardLayout;
import java.awt.EventQueue;
import java.util.List;
import javax.swing.JPanel;
import javax.swing.JScrollBar;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;

/// Shows a conversation, and before it has begun who is talked to. It follows what is written as long as its end is in sight. Serves the
/// event thread.
final class ConversationView extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int NEAR = 40; // to the end: then it follows
    private static final String TALK = "talk";
    private static final String WELCOME = "welcome";

    private final CardLayout cards = new CardLayout();
    private final Welcome welcome = new Welcome();
    private final Transcript transcript = new Transcript();
    private final JScrollPane scroll = new JScrollPane(transcript, ScrollPaneConstants.VERTICAL_SCROLLBAR_AS_NEEDED,
            ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
    private final transient Runnable again;

    /// @param again has another answer given in place of the last one
    ConversationView(Runnable again) {
        this.again = again;
        setLayout(cards);
        setOpaque(false);
        scroll.getViewport().setOpaque(false);
        scroll.setOpaque(false);
        dress();
        add(welcome, WELCOME);
        add(scroll, TALK);
    }

    Welcome welcome() {
        return welcome;
    }

    boolean isEmpty() {
        return transcript.getComponentCount() == 0;
    }

    /// Shows another conversation.
    void show(List<? extends ChatMessage> messages) {
        transcript.removeAll();
        for (ChatMessage it : messages) switch (it) {
            case UserMessage(String text) -> transcript.add(new SaidView(text));
            case AssistantMessage answer when !answer.text().isBlank() -> transcript.add(viewOf(answer));
            default -> {
            }
        }
        boolean answered = !messages.isEmpty() && messages.getLast() instanceof AssistantMessage;
        if (answered) transcript.lastAnswer().ifPresent(AnswerView::unsettle);
        cards.show(this, isEmpty() ? WELCOME : TALK);
        follow(true);
    }

    private AnswerView viewOf(AssistantMessage message) {
        var view = new AnswerView(again);
        if (!message.reasoning().isEmpty()) view.add(List.of(new Delta.Reasoning(message.reasoning())));
        view.write(message.text());
        view.end("");
        view.settle();
        return view;
    }

    /// Shows what the person says.
    void say(String text) {
        transcript.lastAnswer().ifPresent(AnswerView::settle);
        transcript.add(new SaidView(text));
    }

    /// Takes the last answer away, in whose place another one comes.
    void takeBack() {
        transcript.lastAnswer().ifPresent(transcript::remove);
    }

    /// Shows that an answer is waited for.
    void awaitAnswer() {
        transcript.add(new AnswerView(again));
        cards.show(this, TALK);
        follow(true);
    }

    /// Adds to the last answer.
    void write(List<Delta> pieces) {
        boolean following = isAtEnd();
        transcript.lastAnswer().ifPresent(it -> it.add(pieces));
        follow(following);
    }

    /// Shows that the last answer is whole.
    void end(String summary) {
        boolean following = isAtEnd();
        transcript.lastAnswer().ifPresent(it -> it.end(summary));
        follow(following);
    }

    /// Takes away an answer that has no text.
    void endUnanswered() {
        transcript.lastAnswer().filter(it -> it.text().isEmpty()).ifPresent(transcript::remove);
        follow(isAtEnd());
    }

    /// Shows what went wrong.
    void fail(String message) {
        transcript.add(new FailureView(message));
        cards.show(this, TALK);
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

    /// Returns how the last answer came.
    String lastSummary() {
        return transcript.lastAnswer().map(AnswerView::summary).orElse("");
    }

    private void dress() {
        scroll.setBorder(null);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (scroll != null) EventQueue.invokeLater(this::dress);
    }
}
