package dev.panallama.guard;

import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.ToolResult;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A guard by a model of the Llama Guard family, which is trained to answer `safe`, or `unsafe` and the categories. The model's
/// own template says which categories there are, unless others are given. One thread at a time; close it before its model.
///
/// Llama Guard judges the last message, which is a person's or a model's; system messages and results of tools are left out.
public final class LlamaGuard implements Guard, AutoCloseable {
    private static final Grammar ANSWER = Grammar.gbnf("""
            root ::= "\\n"{0,4} ("safe" | "unsafe\\n" code ("," " "? code){0,30})
            code ::= [A-Z] [0-9]{1,2}
            """);
    private static final int MOST_TOKENS = 100;

    private final Model model;
    private final ChatTemplate template;
    private final Map<String, String> categories;
    private final GuardSession session;

    private LlamaGuard(Model model, Map<String, String> categories, SessionOptions options) {
        this.model = model;
        this.categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
        boolean own = categories.isEmpty() && model.chatTemplate().isPresent();
        template = own ? model.chatTemplate().orElseThrow() : ChatTemplate.builtIn("llama-guard");
        session = new GuardSession(model, options, it -> template.prompt(it, options()), _ -> "");
    }

    /// Opens a guard with the categories of the model's template.
    public static LlamaGuard of(Model model) {
        return of(model, Map.of(), SessionOptions.defaults());
    }

    /// Opens a guard with categories of one's own, in the form that Llama Guard was trained on.
    ///
    /// @param categories what is unsafe, by a code such as `S1`: a name, maybe with a description, told in
    ///     the map's order. Empty for the template's own
    public static LlamaGuard of(Model model, Map<String, String> categories, SessionOptions options) {
        return new LlamaGuard(model, categories, options);
    }

    @Override
    public Verdict check(List<? extends ChatMessage> conversation) {
        List<? extends ChatMessage> judged = conversation.stream()
                .filter(it -> !(it instanceof SystemMessage) && !(it instanceof ToolResult))
                .toList();
        Session read = session.read(judged);
        double risk = risk(read);
        String answer = read.generate(Sampler.greedy(),
                GenerationOptions.defaults().withMaxTokens(MOST_TOKENS).withGrammar(ANSWER)).text().strip();
        return new Verdict(answer.equals("safe"), risk, codes(answer));
    }

    private PromptOptions options() {
        return categories.isEmpty()
                ? PromptOptions.defaults()
                : PromptOptions.defaults().withVariable("categories", categories);
    }

    /// Returns how likely `unsafe` is. Some versions begin their answer with empty lines, which count as nothing.
    private double risk(Session read) {
        int[] lines = model.vocabulary().tokenize("\n\n");
        int[] word = model.vocabulary().tokenize("safe");
        float[] logits = read.logits();
        String before = logits[lines[0]] > logits[word[0]] ? "\n\n" : "";
        return session.odds(before + "unsafe", before + "safe");
    }

    private static List<String> codes(String answer) {
        String[] lines = answer.split("\n", 2);
        if (lines.length < 2) return List.of();
        return Stream.of(lines[1].split(",")).map(String::strip).filter(it -> !it.isEmpty()).toList();
    }

    /// Frees the session. Closing twice does nothing.
    @Override
    public void close() {
        session.close();
    }
}
