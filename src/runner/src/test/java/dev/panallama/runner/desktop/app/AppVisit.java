package dev.panallama.runner.desktop.app;

import static dev.panallama.runner.desktop.app.Visitor.await;
import static dev.panallama.runner.desktop.app.Visitor.find;
import static dev.panallama.runner.desktop.app.Visitor.on;
import static dev.panallama.runner.desktop.app.Visitor.press;

import dev.panallama.runner.desktop.ChatPanel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JSlider;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

/// A person who uses the window: `AppVisit MODEL SETTINGS FOLDER`. Says on standard output what he sees.
final class AppVisit {
    private AppVisit() {}

    public static void main(String[] args) throws Exception {
        Thread app = Visitor.start(args);
        ChatPanel chat = await(ChatPanel.class, it -> !it.isBusy());
        press("How the model answers");
        on(() -> {
            find(JSlider.class, it -> it.getAccessibleContext().getAccessibleName().equals("Temperature")).orElseThrow()
                    .setValue(0);
            return 0;
        });
        await(ParameterPanel.class, ParameterPanel::isSettled);
        on(() -> {
            chat.send("What is the capital of France? Answer in one sentence.");
            return 0;
        });
        await(ChatPanel.class, it -> !it.isBusy());
        System.out.println("answer: " + chat.history().getLast().text());
        Card kept = await(Card.class, it -> SwingUtilities.getAncestorOfClass(ConversationList.class, it) != null);
        System.out.println("kept: " + kept.getAccessibleContext().getAccessibleName());
        serve();
        press("Light or dark");
        on(() -> {
            Visitor.window().dispose();
            return 0;
        });
        app.join();
        System.out.println("theme: " + Settings.read(Path.of(args[1])).theme());
        for (ProcessHandle it : ProcessHandle.current().children().toList()) it.onExit().join();
        System.out.println("workers: " + ProcessHandle.current().children().count());
    }

    private static void serve() throws Exception {
        press("Serve models to other programs");
        on(() -> {
            find(JSpinner.class, it -> "Port".equals(it.getAccessibleContext().getAccessibleName())).orElseThrow()
                    .setValue(0);
            return 0;
        });
        click(box("Serve models to other programs"));
        JLabel address = await(JLabel.class, it -> String.valueOf(it.getText()).startsWith("http:") && it.isVisible());
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address.getText() + "/api/tags")).build();
            System.out.println("served: " + client.send(request, BodyHandlers.ofString()).statusCode());
        }
        JTable log = await(JTable.class, it -> it.getRowCount() > 0);
        System.out.println("logged: " + on(() -> log.getValueAt(0, 1)));
        serveOthers();
    }

    private static void serveOthers() throws Exception {
        JCheckBox toggle = box("Serve models to other programs");
        click(toggle);
        await(JCheckBox.class, it -> it == toggle && it.isEnabled());
        click(box("On other machines too"));
        click(toggle);
        JLabel address = await(JLabel.class, it -> String.valueOf(it.getText()).startsWith("http:") && it.isVisible());
        String key = on(() -> find(JTextField.class, it -> "Key".equals(it.getAccessibleContext().getAccessibleName()))
                .orElseThrow().getText());
        URI tags = URI.create(address.getText() + "/api/tags");
        try (HttpClient client = HttpClient.newHttpClient()) {
            var stranger = HttpRequest.newBuilder(tags).build();
            var friend = HttpRequest.newBuilder(tags).header("Authorization", "Bearer " + key).build();
            System.out.println("others: %d without the key, %d with it".formatted(
                    client.send(stranger, BodyHandlers.discarding()).statusCode(),
                    client.send(friend, BodyHandlers.discarding()).statusCode()));
        }
    }

    private static JCheckBox box(String title) throws Exception {
        return on(() -> find(JCheckBox.class, it -> title.equals(it.getText())).orElseThrow());
    }

    private static void click(JCheckBox box) throws Exception {
        on(() -> {
            box.doClick();
            return 0;
        });
    }
}
