import dev.panallama.chat.Delta;
import dev.panallama.runner.Runner;
import dev.panallama.runner.RunnerOptions;
import java.awt.EventQueue;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;

/// Shows an answer in a window while it is written: `java SwingAnswer.java MODEL.gguf`
void main(String[] args) throws Exception {
    var text = new JTextArea(20, 60);
    EventQueue.invokeAndWait(() -> show(text));

    // The five lines: a model answers, and a crash of native code would end the answer, not the program.
    try (var runner = Runner.start(RunnerOptions.defaults().withFiles(Path.of(args[0])));
            var chat = runner.chat(runner.models().getFirst().name())) {
        for (Delta piece : chat.stream("What is the capital of France? Answer in one sentence."))
            if (piece instanceof Delta.Text(String more)) EventQueue.invokeLater(() -> text.append(more));
    }

    EventQueue.invokeAndWait(() -> IO.println(text.getText()));
    if (!text.getText().contains("Paris")) throw new AssertionError("this is another capital");
    System.exit(0);
}

void show(JTextArea text) {
    text.setLineWrap(true);
    text.setWrapStyleWord(true);
    var frame = new JFrame("An answer");
    frame.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
    frame.add(new JScrollPane(text));
    frame.pack();
    frame.setVisible(true);
}
