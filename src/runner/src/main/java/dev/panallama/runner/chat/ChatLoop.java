package dev.panallama.runner.chat;

import dev.panallama.error.LlamaException;
import dev.panallama.jinja.TemplateException;
import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Talks with a person at a terminal until he leaves. Serves one thread.
public final class ChatLoop {
    private static final Size UNKNOWN_SIZE = Size.of(80, 24);
    private static final String PROMPT = ">>> ";
    private static final String MORE = "... ";

    private final Dialogue dialogue;
    private final Answerer answerer;
    private final Notices notices;
    private final ChatCommands commands;
    private boolean leaving; // by a second Ctrl-C in a row
    private volatile boolean answering;

    /// Creates the loop of a dialogue.
    public ChatLoop(Dialogue dialogue, Answerer answerer, Notices notices, ChatCommands commands) {
        this.dialogue = dialogue;
        this.answerer = answerer;
        this.notices = notices;
        this.commands = commands;
    }

    /// Reads and answers until the person leaves.
    ///
    /// @param history the file that remembers what was typed
    /// @return what to go on with instead, if he wants something else
    public Optional<Resumption> run(Path history) throws IOException {
        try (Terminal terminal = terminal(); var _ = new TerminalSignals(terminal)) {
            Thread loop = Thread.currentThread();
            terminal.handle(Terminal.Signal.INT, _ -> stop(loop));
            LineReader reader = reader(terminal, history);
            notices.say("Ask anything; /help lists commands, /bye leaves.");
            boolean going = true;
            while (going) going = turn(reader);
            return commands.next();
        }
    }

    /// A Ctrl-C while nothing is answered and no line is read belongs to the next prompt.
    private void stop(Thread loop) {
        if (answering) dialogue.stop();
        else loop.interrupt();
    }

    private boolean turn(LineReader reader) throws IOException {
        if (Thread.interrupted()) return interrupted("");
        reader.setVariable(LineReader.DISABLE_HISTORY, !commands.isRemembering());
        try {
            String message = MessageParser.message(reader.readLine(PROMPT));
            leaving = false;
            return handle(message);
        } catch (UserInterruptException e) {
            Thread.interrupted(); // may still say so of the same Ctrl-C
            return interrupted(e.getPartialLine());
        } catch (EndOfFileException _) {
            return false;
        }
    }

    private boolean handle(String message) throws IOException {
        answering = true;
        try {
            if (commands.isCommand(message)) return commands.run(message);
            if (!message.isBlank()) answerer.answer(commands.completed(message));
        } catch (CancellationException _) {
            notices.say("(stopped before the answer began)");
        } catch (LlamaException | TemplateException | IllegalArgumentException | IllegalStateException e) {
            notices.say(String.valueOf(e.getMessage()));
        } finally {
            answering = false;
        }
        return true;
    }

    private boolean interrupted(String partialLine) {
        if (!partialLine.isEmpty()) return true;
        if (leaving) return false;
        leaving = true;
        notices.say("(Ctrl-C again or /bye leaves)");
        return true;
    }

    private static Terminal terminal() throws IOException {
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false"); // a Ctrl-C as a prompt ends would count twice
        Terminal terminal = TerminalBuilder.builder()
                .name("panallama")
                .providers("ffm,exec,dumb") // exec starts programs, which a Ctrl-C ends
                .systemOutput(TerminalBuilder.SystemOutput.SysErrOrSysOut)
                .dumb(true)
                .nativeSignals(false) // but by TerminalSignals
                .graphemeCluster(false) // asking the terminal for it takes a second where nobody answers
                .build();
        if (terminal.getColumns() == 0) terminal.setSize(UNKNOWN_SIZE); // or the prompt would be cut to fit
        return terminal;
    }

    private LineReader reader(Terminal terminal, Path history) {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.HISTORY_FILE, history)
                .parser(new MessageParser())
                .completer((_, line, candidates) -> commands.completions(line.line())
                        .forEach(it -> candidates.add(new Candidate(it))))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }
}
