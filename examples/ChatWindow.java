import dev.panallama.runner.Runner;
import dev.panallama.runner.desktop.ChatPanel;
import java.awt.EventQueue;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import javax.swing.JFrame;

/// A window to chat in: `java ChatWindow.java [QUESTION]`. With a question it closes when that is answered.
void main(String[] args) {
    Runner runner = Runner.start();
    EventQueue.invokeLater(() -> {
        var chat = new ChatPanel(runner, "smollm2"); // fetched if it is missing
        var frame = new JFrame("Chat");
        frame.add(chat);
        frame.setSize(800, 700);
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                chat.close(); // frees the model
            }
        });
        frame.setVisible(true);
        for (String question : args) ask(chat, question, frame);
    });
}

void ask(ChatPanel chat, String question, JFrame frame) {
    chat.send(question);
    chat.addPropertyChangeListener(ChatPanel.BUSY, _ -> {
        if (chat.isBusy() || chat.history().isEmpty()) return;
        IO.println(chat.history().getLast().text());
        frame.dispose();
    });
}
