package dev.panallama.runner.chat;

import dev.panallama.Session;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Reasons;
import dev.panallama.runner.console.UserHome;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The commands of a chat. Ollama's mean what they mean there. Serves one thread.
public final class ChatCommands {
    private static final Pattern COMMAND = Pattern.compile("/(?:\\?|[a-z]+)(?:\\s.*)?", Pattern.DOTALL);
    private static final int GAUGE = 30; // characters
    private static final int MAX_FILE = 1_000_000; // bytes
    private static final String NOTES = """
            ""\"                            begin and end a message of several lines; so does \\ at the end of a line
            Ctrl-C                         stop the answer
            Ctrl-G                         edit the message in the program that OLLAMA_EDITOR, VISUAL or EDITOR names""";

    private final Dialogue dialogue;
    private final Answerer answerer;
    private final Notices notices;
    private final SavedChats saved;
    private final Shelf shelf;
    private final String model;
    private final List<ChatCommand> all = new ArrayList<>();
    private final Deque<Runnable> marks = new ArrayDeque<>();
    private final StringBuilder read = new StringBuilder(); // what goes before the next message
    private Optional<Resumption> next = Optional.empty();
    private boolean remembering = true; // what is typed
    private boolean leaving;

    /// Creates the commands of a dialogue.
    ///
    /// @param model what its model is found by
    public ChatCommands(
            Dialogue dialogue, Answerer answerer, Notices notices, SavedChats saved, Shelf shelf, String model) {
        this.dialogue = dialogue;
        this.answerer = answerer;
        this.notices = notices;
        this.saved = saved;
        this.shelf = shelf;
        this.model = model;
        all.addAll(new SetCommands(dialogue, answerer, notices).all());
        all.addAll(new ShowCommands(dialogue, notices, shelf, model).all());
        all.addAll(own());
    }

    private List<ChatCommand> own() {
        return List.of(
                new ChatCommand("set history", "", "remember what is typed", _ -> remember(true)),
                new ChatCommand("set nohistory", "", "do not", _ -> remember(false)),
                new ChatCommand("list", "", "list models, and chats that were saved", _ -> list()),
                new ChatCommand("load", "NAME", "go on with another model, or with a saved chat", this::load),
                new ChatCommand("model", "NAME", "go on with another model", this::model),
                new ChatCommand("save", "NAME", "save the conversation", this::save),
                new ChatCommand("clear", "", "forget the conversation", _ -> clear()),
                new ChatCommand("regen", "", "answer the last message again", _ -> answerer.answerAgain()),
                new ChatCommand("undo", "", "forget the last message and its answer", _ -> undo()),
                new ChatCommand("push", "", "remember this place of the conversation", _ -> push()),
                new ChatCommand("pop", "", "go back to the place remembered last", _ -> pop()),
                new ChatCommand("read", "FILE", "put a file before the next message", this::read),
                new ChatCommand("context", "", "tell how full the context is", _ -> context()),
                new ChatCommand("stats", "", "tell how fast the last answer came", _ -> stats()),
                new ChatCommand("help", "[COMMAND]", "this; so does /?", this::help),
                new ChatCommand("bye", "", "leave; so does /exit, Ctrl-D, or Ctrl-C twice", _ -> leaving = true));
    }

    /// Has what is typed remembered, which is how it begins, or not.
    public ChatCommands remembering(boolean on) {
        remembering = on;
        return this;
    }

    boolean isRemembering() {
        return remembering;
    }

    private void remember(boolean on) {
        remembering = on;
        notices.say(on ? "(what is typed is remembered)" : "(what is typed is not remembered)");
    }

    /// Returns whether a message is for the program and not for the model.
    boolean isCommand(String message) {
        return COMMAND.matcher(message.strip()).matches();
    }

    /// Does what a message says.
    ///
    /// @return whether the chat goes on
    boolean run(String message) {
        String line = message.strip().replaceFirst("^/\\?", "/help").replaceFirst("^/exit$", "/bye");
        Optional<ChatCommand> command = all.stream()
                .filter(it -> it.isIn(line))
                .max(Comparator.comparingInt(it -> it.words().length()));
        command.ifPresentOrElse(it -> run(it, line.substring(it.typed().length()).strip()), () -> unknown(line));
        return !leaving;
    }

    private void run(ChatCommand command, String rest) {
        if (!command.takes(rest))
            throw new IllegalArgumentException("usage: %s %s".formatted(command.typed(), command.arguments()).strip());
        try {
            command.action().run(rest);
        } catch (InterruptedException | ClosedByInterruptException _) {
            boolean _ = Thread.interrupted(); // the latter may still say so of the same Ctrl-C
            notices.say("(interrupted)");
        } catch (IOException failed) {
            notices.say(Reasons.of(failed));
        }
    }

    private void unknown(String line) {
        String word = line.split("\\s", 2)[0];
        List<ChatCommand> near = all.stream().filter(it -> it.typed().startsWith(word + " ")).toList();
        if (near.isEmpty()) notices.say("there is no command %s: see /help".formatted(word));
        else {
            if (!line.equals(word)) notices.say("there is no command %s, but there are these:".formatted(line));
            near.forEach(this::say);
        }
    }

    /// Returns what a line that was begun can become.
    List<String> completions(String begun) {
        return all.stream().map(ChatCommand::typed).filter(it -> !begun.isEmpty() && it.startsWith(begun)).toList();
    }

    /// Returns a message with the files before it that were read for it.
    String completed(String message) {
        String whole = read + message;
        read.setLength(0);
        return whole;
    }

    /// Returns what the person wants to go on with, if he does.
    Optional<Resumption> next() {
        return next;
    }

    private void list() throws IOException {
        shelf.names().forEach(notices::say);
        for (String it : saved.names()) notices.say("%s (a saved chat)".formatted(it));
    }

    private void load(String name) throws IOException, InterruptedException {
        Optional<Resumption> chat = saved.find(name);
        goOn(chat.orElseGet(() -> Resumption.of(name)));
    }

    private void model(String name) throws IOException, InterruptedException {
        goOn(Resumption.of(name));
    }

    private void goOn(Resumption with) throws IOException, InterruptedException {
        next = Optional.of(new Resumption(shelf.find(with.model()), with.messages()));
        leaving = true;
    }

    private void save(String name) throws IOException {
        boolean replaces = saved.save(name, new Resumption(model, dialogue.messages()));
        String how = replaces ? "saved in place of an older one" : "saved";
        notices.say("(%s: /load %s goes on with it)".formatted(how, name));
    }

    private void clear() {
        dialogue.clear();
        read.setLength(0);
        notices.say("(the conversation is forgotten)");
    }

    private void undo() {
        dialogue.undo();
        notices.say("(the last message and its answer are forgotten)");
    }

    private void push() {
        marks.push(dialogue.bookmark());
        notices.say("(remembered: place %d)".formatted(marks.size()));
    }

    private void pop() {
        if (marks.isEmpty()) throw new IllegalStateException("no place is remembered: /push remembers one");
        marks.pop().run();
        notices.say("(back at place %d)".formatted(marks.size() + 1));
    }

    private void read(String name) throws IOException {
        Path file = Path.of(UserHome.expanded(name));
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("there is no file %s".formatted(file));
        if (Files.size(file) > MAX_FILE)
            throw new IllegalArgumentException(
                    "%s has %,d bytes: give a file of at most %,d".formatted(name, Files.size(file), MAX_FILE));
        String text = Files.readString(file);
        read.append(text.strip()).append("\n\n");
        notices.say("(%,d characters go before the next message)".formatted(text.length()));
    }

    private void context() {
        Session session = dialogue.session();
        int full = (int) ((long) GAUGE * session.position() / session.contextLength());
        notices.say("[%s%s] %d of %d tokens".formatted("#".repeat(full), ".".repeat(GAUGE - full), session.position(),
                session.contextLength()));
    }

    private void stats() {
        answerer.speed().ifPresentOrElse(it -> it.say(notices), () -> notices.say("nothing was answered yet"));
    }

    /// Tells all commands, or those that begin with some words.
    private void help(String words) {
        List<ChatCommand> meant = all.stream().filter(it -> it.typed().startsWith("/" + words)).toList();
        (meant.isEmpty() ? all : meant).forEach(this::say);
        notices.say(NOTES);
    }

    private void say(ChatCommand command) {
        notices.say("%-30s %s".formatted(command.typed() + " " + command.arguments(), command.purpose()));
    }
}
