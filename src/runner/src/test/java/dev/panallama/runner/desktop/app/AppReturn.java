package dev.panallama.runner.desktop.app;

import static dev.panallama.runner.desktop.app.Visitor.await;
import static dev.panallama.runner.desktop.app.Visitor.on;

import dev.panallama.runner.desktop.ChatPanel;
import java.awt.EventQueue;
import java.awt.event.ActionEvent;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;

/// The person of [AppVisit], who comes again, goes on with the conversation and deletes it: `AppReturn MODEL SETTINGS FOLDER`. Says on
/// standard output what he sees.
final class AppReturn {
    private AppReturn() {}

    public static void main(String[] args) throws Exception {
        Thread app = Visitor.start(args);
        ChatPanel chat = await(ChatPanel.class, it -> !it.isBusy());
        strike("ENTER");
        await(ChatPanel.class, it -> !it.history().isEmpty());
        System.out.println("resumed: " + chat.history().getLast().text());
        on(() -> {
            chat.send("And of Italy? Answer in one sentence.");
            return 0;
        });
        await(ChatPanel.class, it -> !it.isBusy());
        System.out.println("messages: " + chat.history().size());
        on(() -> {
            chat.send("Write down all numbers from 1 to 400, one in a line.");
            return 0;
        });
        await(JLabel.class, it -> "writing".equals(it.getText()));
        strike("DELETE"); // in mid-answer, which does not bring it back
        await(JButton.class, it -> "OK".equals(it.getText()) && it.isShowing());
        on(() -> {
            Visitor.find(JButton.class, it -> "OK".equals(it.getText()) && it.isShowing()).orElseThrow().doClick();
            return 0;
        });
        await(ConversationList.class, it -> SwingUtilities.getAncestorOfClass(AppWindow.class, it) != null
                && it.count() == 0);
        await(ChatPanel.class, it -> it.history().isEmpty() && !it.isBusy());
        System.out.println("deleted: " + chat.history().size() + " messages");
        on(() -> {
            Visitor.window().dispose();
            return 0;
        });
        app.join();
    }

    /// Strikes a key on the conversation in the list. A dialog that opens then is not waited for.
    private static void strike(String key) throws Exception {
        Card card = await(Card.class, it -> SwingUtilities.getAncestorOfClass(ConversationList.class, it) != null);
        EventQueue.invokeLater(() -> card.getActionMap().get(key)
                .actionPerformed(new ActionEvent(card, ActionEvent.ACTION_PERFORMED, key)));
    }
}
