package dev.panallama.runner.chat;

import static java.util.Objects.requireNonNull;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Talks with a person at a terminal until he leaves. Serves one thread.
public final class ChatLoop {
    private static final Size UNKNOWN_SIZE = Size.of(80, 24);
    private static final String PROMPT = ">>> ";
    private static final String MORE = "... ";
    private static final String EDIT = "edit-in-a-program";

    private final Answerer answerer;
    private final Notices notices;
    private final ChatCommands commands;
    private final TextEditor editor = TextEditor.of(System.getenv());
    private boolean leaving; // by a second Ctrl-C in a row
    private boolean editing; // the line, when reading it ends
    private String begun = ""; // what the next line has already

    /// Creates the loop of the dialogue that an answerer has.
    public ChatLoop(Answerer answerer, Notices notices, ChatCommands commands) {
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

    /// A Ctrl-C while nothing is answered and no line is read ends what a command waits for, or belongs to the next prompt.
    private void stop(Thread loop) {
        if (!answerer.stop()) loop.interrupt();
    }

    private boolean turn(LineReader reader) throws IOException {
        if (Thread.interrupted()) return interrupted("");
        reader.setVariable(LineReader.DISABLE_HISTORY, !commands.isRemembering());
        try {
            String typed = reader.readLine(PROMPT, null, (Character) null, begun);
            leaving = false;
            begun = "";
            return handle(typed);
        } catch (UserInterruptException e) {
            Thread.interrupted(); // may still say so of the same Ctrl-C
            if (editing) return edited(e.getPartialLine());
            begun = "";
            return interrupted(e.getPartialLine());
        } catch (EndOfFileException _) {
            return false;
        }
    }

    /// Has the line edited that was begun: the next one begins with what becomes of it.
    private boolean edited(String line) {
        editing = false;
        leaving = false;
        begun = line;
        try {
            begun = editor.edit(line);
        } catch (IOException failed) {
            notices.say(Reasons.of(failed));
        }
        return true;
    }

    private boolean handle(String typed) throws IOException {
        String message = MessageParser.message(typed);
        try {
            if (!MessageParser.isQuoted(typed) && commands.isCommand(message)) return commands.run(message);
            if (!message.isBlank()) answerer.answer(commands.completed(message));
        } catch (CancellationException _) {
            notices.say("(stopped before the answer began)");
        } catch (RuntimeException e) { // whatever it is, the conversation is not to be lost by it
            notices.say(Reasons.of(e));
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
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.HISTORY_FILE, history)
                .parser(new MessageParser())
                .completer((_, line, candidates) -> commands.completions(line.line())
                        .forEach(it -> candidates.add(new Candidate(it))))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        bindEditor(reader);
        return reader;
    }

    /// Ends the reading, and with it what JLine does to the terminal: then the editor has it.
    private void bindEditor(LineReader reader) {
        reader.getWidgets().put(EDIT, () -> {
            editing = true;
            reader.callWidget(LineReader.INTERRUPT);
            return true;
        });
        requireNonNull(reader.getKeyMaps().get(LineReader.MAIN)).bind(new Reference(EDIT), KeyMap.ctrl('G'));
    }
}
