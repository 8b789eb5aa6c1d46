package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.error.ToolSchemaException;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.Trigger;
import dev.panallama.grammar.schema.Gbnf;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Forces calls into the model's own format, with arguments that fit their schemas. What it allows, an [OutputReader]
/// reads back as just that call.
public final class ToolGrammar {
    private final OutputFormat format;
    private final List<Tool> tools;
    private final SchemaGrammar grammar = new SchemaGrammar();
    private final MarkerRules markers;
    private final UntilRules until;
    private final CallRules calls;

    private ToolGrammar(OutputFormat format, List<Tool> tools, ControlTokens tokens) {
        this.format = format;
        this.tools = tools;
        markers = new MarkerRules(format, tokens);
        until = new UntilRules(grammar, markers);
        calls = new CallRules(format, grammar, markers, until);
    }

    /// Returns the grammar for a choice; empty when nothing is to be constrained.
    ///
    /// If the model chooses, the grammar waits for what begins a call. If it has to call, the grammar allows the call
    /// alone, and before it the reasoning, where the prompt opened it or the model may.
    ///
    /// Where an answer has a form of its own, all is constrained from the beginning: it is calls, or such an answer. A lazy
    /// grammar is no such form, and is left alone where nothing may be called.
    ///
    /// @param parallel whether there may be several calls
    /// @param answer the form of an answer that is no call
    /// @param thinks whether there may be reasoning before such an answer
    /// @param generationPrompt what the template wrote for the answer to begin with
    /// @throws IllegalArgumentException if the choice names none of the tools
    /// @throws ToolSchemaException if a schema has no grammar
    public static Optional<Grammar> of(OutputFormat format, List<Tool> tools, ToolChoice choice, boolean parallel,
            Optional<Grammar> answer, boolean thinks, String generationPrompt, ControlTokens tokens) {
        Optional<Grammar> form = answer.filter(it -> it.triggers().isEmpty());
        boolean mayCall = !tools.isEmpty() && !(choice instanceof ToolChoice.None);
        if (!mayCall && (!thinks || form.isEmpty())) return answer;
        if (!mayCall)
            return Optional.of(new ToolGrammar(format, List.of(), tokens).eager(false, generationPrompt, form));
        if (choice instanceof ToolChoice.Automatic)
            return form.isEmpty()
                    ? new ToolGrammar(format, tools, tokens).lazy(parallel)
                    : Optional.of(new ToolGrammar(format, tools, tokens).eager(parallel, generationPrompt, form));
        var chosen = choice instanceof ToolChoice.Named(var name) ? named(tools, name) : tools;
        return Optional.of(
                new ToolGrammar(format, chosen, tokens).eager(parallel, generationPrompt, Optional.empty()));
    }

    private static List<Tool> named(List<Tool> tools, String name) {
        var named = tools.stream().filter(it -> it.name().equals(name)).toList();
        if (named.isEmpty())
            throw new IllegalArgumentException("there is no tool %s: the tools are %s".formatted(name,
                    tools.stream().map(Tool::name).collect(Collectors.joining(", "))));
        return named;
    }

    private Grammar eager(boolean parallel, String generationPrompt, Optional<Grammar> answer) {
        var bodies = new ArrayList<String>();
        if (!tools.isEmpty()) bodies.add(called(parallel));
        var prefix = "answer-";
        while (grammar.text().contains(prefix)) prefix = "an-" + prefix;
        if (answer.isPresent()) bodies.add(textHeader() + prefix + "root");
        grammar.addRule("root",
                reasoning(format.begun(generationPrompt)) + "(" + String.join(" | ", bodies) + ")");
        var rules = answer.isPresent() ? Gbnf.renamed(answer.get().text(), prefix) : "";
        return Grammar.gbnf(grammar.text() + "\n" + rules);
    }

    private String called(boolean parallel) {
        var turns = format.turns();
        return turns == null
                ? calls.all(tools, parallel, format.calls().section().opening())
                : message(turns, parallel);
    }

    private String textHeader() {
        var turns = format.turns();
        return turns == null || turns.textHeader().isEmpty() ? "" : markers.literal(turns.textHeader()) + " ";
    }

    /// Returns a rule for the reasoning that may come first, or has to.
    private String reasoning(String begun) {
        var turns = format.turns();
        var reasoning = format.reasoning();
        if (turns != null) return turns.reasoningHeader().isEmpty() ? "" : "(" + thinking(turns) + ")? ";
        if (!reasoning.marked() || begun.contains(reasoning.end())) return "";
        var rest = until.until(reasoning.end(), others(reasoning)) + " [ \\n]{0,4} ";
        return begun.contains(reasoning.start()) ? rest : "(" + markers.literal(reasoning.start()) + " " + rest + ")? ";
    }

    /// What else would end the reasoning may not be in it.
    private List<String> others(Reasoning reasoning) {
        var others = new ArrayList<>(reasoning.alsoEndedBy());
        if (reasoning.endedByCalls()) others.addAll(Markers.endOfReasoning(format.calls()));
        return others;
    }

    private String thinking(Turns turns) {
        return markers.literal(turns.reasoningHeader()) + " " + until.until(turns.ends().getFirst(), List.of()) + " "
                + markers.literal(turns.open());
    }

    private String message(Turns turns, boolean parallel) {
        var call = calls.all(tools, false, "");
        if (!parallel || turns.ends().isEmpty()) return call;
        var next = markers.literal(turns.ends().getFirst() + turns.open());
        return call + " (" + next + " call)*";
    }

    private Optional<Grammar> lazy(boolean parallel) {
        if (format.turns() != null) return Optional.of(lazy(format.turns()));
        var trigger = format.calls().trigger();
        if (trigger.isEmpty()) return unmarked(parallel);
        boolean atCall = format.calls().hasSection() && trigger.equals(format.calls().callOpening());
        var opening = atCall ? "" : markers.fromToken(format.calls().section().opening());
        grammar.addRule("root", calls.all(tools, parallel, opening));
        return Optional.of(Grammar.gbnf(grammar.text()).withTriggers(trigger(markers.fromToken(trigger))));
    }

    private Trigger trigger(String text) {
        var first = markers.pieces(text).getFirst();
        return first.token().isPresent()
                ? new Trigger.TokenId(first.token().getAsInt())
                : new Trigger.Word(first.text());
    }

    /// A call without any mark begins the answer, with the name of a tool.
    private Optional<Grammar> unmarked(boolean parallel) {
        grammar.addRule("root", calls.all(tools, parallel, ""));
        var field = Pattern.quote(format.calls().fields().getFirst());
        var begin = Pattern.compile("^\\s*(\\{\\s*\"" + field + "\"\\s*:\\s*\"(?:" + names() + ")\")");
        return Optional.of(Grammar.gbnf(grammar.text()).withTriggers(new Trigger.Pattern(begin)));
    }

    private String names() {
        return tools.stream().map(Tool::name).map(Pattern::quote).collect(Collectors.joining("|"));
    }

    /// In a header, the name of a tool begins the call.
    private Grammar lazy(Turns turns) {
        grammar.addRule("root", tools.stream().map(it -> inHeader(turns, it)).collect(Collectors.joining(" | ")));
        var lazy = Grammar.gbnf(grammar.text());
        if (turns.call().isEmpty()) {
            var header = Pattern.compile("(?:^|" + Pattern.quote(turns.open()) + ")((?:" + names() + ")"
                    + Pattern.quote(turns.body()) + ")");
            return lazy.withTriggers(new Trigger.Pattern(header));
        }
        return lazy.withTriggers(tools.stream().map(it -> new Trigger.Word(turns.call() + it.name()))
                .toArray(Trigger[]::new));
    }

    private String inHeader(Turns turns, Tool tool) {
        var rest = turns.behindName().stream().map(it -> ArgumentRules.oneOf(it, markers::literal) + "? ")
                .collect(Collectors.joining());
        return markers.literal(turns.call() + tool.name()) + " " + rest + markers.literal(turns.body()) + " "
                + calls.body(tool);
    }
}
