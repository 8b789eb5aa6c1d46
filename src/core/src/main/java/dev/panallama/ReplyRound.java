package dev.panallama;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.output.Output;
import dev.panallama.chat.output.OutputReader;
import dev.panallama.chat.output.ToolGrammar;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.grammar.Grammar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// One message that the model writes: generated, read, and kept from thinking too long. Serves one thread.
final class ReplyRound implements AutoCloseable {
    private final ChatFormat format;
    private final ChatOptions options;
    private final ReplyForm form;
    private final PromptSession session;
    private final ChatWindow.Shown shown;
    private final String opening; // what the answer begins with, which the model has not written
    private final OutputReader reader;
    private final long start = System.nanoTime();
    private Generation generation;
    private Iterator<Token> tokens;
    private int begun; // so many tokens of the message were there before
    private int generated;
    private int thought;
    private int unread; // so many characters of what the message begins with have not come back from the reader
    private boolean hasClosed; // the reasoning, because it was too long
    private final List<Token> chosen = new ArrayList<>(); // with log-probabilities, if those were asked for

    ReplyRound(ChatFormat format, ChatOptions options, ReplyForm form, ChatWindow window, ChatHistory history) {
        this.format = format;
        this.options = options;
        this.form = form;
        session = window.prompts();
        boolean mayCall = !form.visible().tools().isEmpty();
        shown = window.show(history, form);
        String closed = form.isWithoutThinking() ? format.withoutThinking(shown.generationPrompt(), mayCall) : "";
        if (!closed.isEmpty()) session.append(closed);
        opening = shown.generationPrompt() + closed;
        reader = new OutputReader(format.output(), form.visible().tools(), opening, true);
        begin(form.begun());
        generation = session.session().generate(options.sampler(), constrained(opening));
        tokens = generation.iterator();
    }

    private void begin(String text) {
        if (text.isEmpty()) return;
        int before = session.session().position();
        session.appendSaid(text);
        begun = session.session().position() - before;
        List<Delta> _ = reader.add(text);
        unread = text.length() - reader.output().text().length();
    }

    private GenerationOptions constrained(String begun) {
        boolean several = options.parallelCalls() && !(form.choice() instanceof ToolChoice.Named);
        Optional<Grammar> grammar = ToolGrammar.of(format.output(), form.visible().tools(), form.choice(), several,
                form.generation().grammar(), !form.isWithoutThinking(), begun, format::controlToken);
        return grammar.map(form.generation()::withGrammar).orElse(form.generation());
    }

    /// Returns the next pieces of the message, or nothing when it has ended.
    Optional<List<Delta>> next() {
        if (hasThoughtEnough()) return Optional.of(stopThinking());
        if (!tokens.hasNext()) return Optional.empty();
        Token token = tokens.next();
        generated++;
        if (reader.isReasoning()) thought++;
        if (!Double.isNaN(token.logProbability()) && !reader.isReasoning()) chosen.add(token);
        String text = format.text(token);
        session.generated(text);
        return Optional.of(fresh(reader.add(text)));
    }

    private boolean hasThoughtEnough() {
        return !hasClosed
                && thought >= options.thinking().tokens()
                && reader.isReasoning()
                && generation.finishReason().isEmpty()
                && generated < form.generation().maxTokens();
    }

    /// Writes the end of the reasoning in the model's place, and has it go on from there.
    private List<Delta> stopThinking() {
        hasClosed = true;
        String closing = options.thinking().closing() + format.output().reasoningEnd() + "\n\n";
        try {
            session.append(closing);
        } catch (ContextOverflowException _) { // then the answer ends here
            return List.of();
        }
        generation = session.session().generate(options.sampler(), rest(constrained(opening + closing)));
        tokens = generation.iterator();
        return reader.add(closing);
    }

    /// Returns what is left of the limits.
    private GenerationOptions rest(GenerationOptions all) {
        long nanos = Math.max(1, all.timeLimit().toNanos() - (System.nanoTime() - start));
        return all.withMaxTokens(all.maxTokens() - generated).withTimeLimit(Duration.ofNanos(nanos));
    }

    /// Returns the tokens behind the text since this was asked last, if they have log-probabilities.
    List<Token> takeChosen() {
        List<Token> taken = List.copyOf(chosen);
        chosen.clear();
        return taken;
    }

    /// Leaves out what the message begins with.
    private List<Delta> fresh(List<Delta> deltas) {
        if (unread == 0) return deltas;
        var fresh = new ArrayList<Delta>();
        for (Delta it : deltas) {
            if (!(it instanceof Delta.Text(String text))) {
                fresh.add(it);
                continue;
            }
            int known = Math.min(unread, text.length());
            unread -= known;
            if (known < text.length()) fresh.add(new Delta.Text(text.substring(known)));
        }
        return fresh;
    }

    /// Returns the pieces that were held back.
    List<Delta> end() {
        return fresh(reader.end(finishReason() != FinishReason.STOP));
    }

    /// Returns the whole message.
    AssistantMessage message() {
        Output output = reader.output();
        return new AssistantMessage(output.text(), output.reasoning(), output.calls());
    }

    /// Returns what of the message is new.
    AssistantMessage addition() {
        AssistantMessage whole = message();
        int known = Math.min(form.begun().length(), whole.text().length());
        return new AssistantMessage(whole.text().substring(known), whole.reasoning(), whole.calls());
    }

    FinishReason finishReason() {
        return generation.finishReason().orElse(FinishReason.CANCELLED);
    }

    Optional<String> stopString() {
        return generation.stopString();
    }

    Reply.Usage usage() {
        return new Reply.Usage(shown.computed() + begun, shown.reused(), generated, thought);
    }

    @Override
    public void close() {
        generation.close();
    }
}
