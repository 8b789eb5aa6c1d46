package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.Trigger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the grammar of calls allows is read back, in every format.
class ToolGrammarTest {
    private static final int MEMBERS = 12;

    /// Returns one template for each format.
    private static Map<OutputFormat, String> formats() {
        Map<OutputFormat, String> formats = new LinkedHashMap<>();
        TemplateFiles.names().forEach(it -> formats.putIfAbsent(TemplateFiles.format(it).withPrompt(Optional.empty()),
                it));
        return formats;
    }

    @Test
    void a_forced_call_is_read_back_in_every_format() {
        for (var template : formats().values()) {
            var prompt = generationPrompt(template);
            for (boolean parallel : List.of(false, true)) {
                var grammar = grammar(template, new ToolChoice.Required(), parallel);
                var members = new GrammarMembers(grammar.text(), new Random(template.hashCode()));
                for (int i = 0; i < MEMBERS; i++)
                    assertRead(template, prompt, "", grammar, members.member(i * 16), parallel);
            }
        }
    }

    @Test
    void a_call_of_its_own_choice_is_read_back_in_every_format() {
        for (var template : formats().values()) {
            var grammar = grammar(template, new ToolChoice.Automatic(), true);
            assertFalse(grammar.triggers().isEmpty(), template);
            var members = new GrammarMembers(grammar.text(), new Random(template.hashCode()));
            var prompt = generationPrompt(template);
            var before = before(TemplateFiles.format(template), prompt);
            for (int i = 0; i < MEMBERS; i++)
                assertRead(template, prompt, before, grammar, members.member(i * 16), true);
        }
    }

    /// Returns what a model writes before it chooses to call.
    private static String before(OutputFormat format, String prompt) {
        if (format.turns() != null) return switch (format.family()) {
            case "gpt-oss" -> "<|channel|>commentary ";
            case "Muse" -> " ";
            default -> "";
        };
        var begun = format.begun(prompt);
        var reasoning = format.reasoning();
        boolean thinking = begun.contains(reasoning.start()) && !begun.contains(reasoning.end());
        return reasoning.marked() && thinking ? "Let me see." + reasoning.end() : "";
    }

    private static void assertRead(String template, String prompt, String before, Grammar grammar, String text,
            boolean parallel) {
        assertTrue(grammar.matches(text), () -> template + ": " + text);
        var reader = new OutputReader(TemplateFiles.format(template), SampleTools.ALL, prompt, true);
        var deltas = Deltas.read(reader, before + text, 3, true);
        var output = reader.output();
        assertEquals(output, Deltas.joined(deltas), template);
        assertEquals("", output.text().strip(), () -> template + ": " + text);
        assertTrue(parallel ? !output.calls().isEmpty() : output.calls().size() == 1, () -> template + ": " + text);
        for (var call : output.calls()) {
            assertTrue(SampleTools.argumentsOf(call.name()).matches(call.arguments()),
                    () -> template + ": " + text + "\nwas read as " + call);
        }
    }

    @Test
    void an_answer_of_a_form_may_stand_in_place_of_calls_in_every_format() {
        String answer = "{\"say-it\": 1}";
        Grammar form = Grammar.jsonSchema("""
                {"type": "object", "properties": {"say-it": {"type": "integer"}}, "required": ["say-it"]}""");
        for (var template : formats().values()) {
            var format = TemplateFiles.format(template);
            var prompt = generationPrompt(template);
            var turns = format.turns();
            var before = turns == null ? "" : turns.textHeader();
            var begun = format.begun(prompt);
            boolean thinking = format.reasoning().marked() && begun.contains(format.reasoning().start())
                    && !begun.contains(format.reasoning().end());
            var thought = turns == null && thinking ? "Let me see." + format.reasoning().end() : "";
            for (List<Tool> tools : List.of(SampleTools.ALL, List.<Tool>of())) {
                var grammar = ToolGrammar.of(format, tools, new ToolChoice.Automatic(), true, Optional.of(form), true,
                        prompt, ControlTokens.NONE).orElseThrow();
                assertTrue(grammar.matches(thought + before + answer), () -> template + grammar.text());
                assertFalse(grammar.matches(thought + before + "{\"it\": 1}"), template);
                assertFalse(grammar.matches(thought + before + "Hello"), template);
                var reader = new OutputReader(format, tools, prompt, true);
                reader.add(thought + before + answer);
                reader.end();
                assertEquals(answer, reader.output().text(), template);
            }
            var calls = grammar(template, new ToolChoice.Required(), false);
            var union = ToolGrammar
                    .of(format, SampleTools.ALL, new ToolChoice.Automatic(), false, Optional.of(form), true,
                            prompt, ControlTokens.NONE)
                    .orElseThrow();
            var members = new GrammarMembers(calls.text(), new Random(template.hashCode()));
            for (int i = 0; i < 3; i++) {
                var call = members.member(i * 16);
                assertTrue(union.matches(call), () -> template + ": " + call);
            }
        }
    }

    @Test
    void an_answer_of_a_form_without_calls_and_thoughts_is_as_it_was() {
        Grammar form = Grammar.gbnf("root ::= \"yes\"");
        var format = TemplateFiles.format("Qwen3-Coder.jinja");
        assertEquals(Optional.of(form), ToolGrammar.of(format, SampleTools.ALL, new ToolChoice.None(), true,
                Optional.of(form), false, "", ControlTokens.NONE));
    }

    @Test
    void without_tools_or_choice_nothing_is_constrained() {
        var format = TemplateFiles.format("Qwen3-Coder.jinja");
        assertEquals(Optional.empty(), ToolGrammar.of(format, List.of(), new ToolChoice.Required(), true,
                Optional.empty(), true, "", ControlTokens.NONE));
        assertEquals(Optional.empty(), ToolGrammar.of(format, SampleTools.ALL, new ToolChoice.None(), true,
                Optional.empty(), true, "", ControlTokens.NONE));
    }

    @Test
    void a_named_tool_is_the_only_one() {
        var grammar = grammar("Qwen-Qwen2.5-7B-Instruct.jinja", new ToolChoice.Named("nothing"), false);
        assertTrue(grammar.matches("<tool_call>\n{\"name\": \"nothing\", \"arguments\": {}}\n</tool_call>"));
        assertFalse(grammar.matcher().accepts("<tool_call>\n{\"name\": \"weather\""));
        var unknown = assertThrows(IllegalArgumentException.class,
                () -> grammar("Qwen-Qwen2.5-7B-Instruct.jinja", new ToolChoice.Named("other"), false));
        assertEquals("there is no tool other: the tools are weather, nothing, store, weather_or_not",
                unknown.getMessage());
    }

    @Test
    void reasoning_that_the_prompt_opened_comes_first() {
        var format = TemplateFiles.format("Qwen3.5-4B.jinja");
        var call = "<tool_call>\n<function=nothing>\n</function>\n</tool_call>";
        var open = forced(format, "<|im_start|>assistant\n<think>\n");
        assertTrue(open.matches("I think.\n</think>\n\n" + call));
        assertFalse(open.matches(call));
        var closed = forced(format, "<|im_start|>assistant\n<think>\n\n</think>\n\n");
        assertTrue(closed.matches(call));
        assertFalse(closed.matcher().accepts("I think"));
        var neither = forced(format, "<|im_start|>assistant\n");
        assertTrue(neither.matches(call));
        assertTrue(neither.matches("<think>I think.</think>" + call));
    }

    @Test
    void control_tokens_stand_by_their_ids() {
        ControlTokens tokens = text -> switch (text) {
            case "<tool_call>" -> OptionalInt.of(7);
            case "</tool_call>" -> OptionalInt.of(8);
            default -> OptionalInt.empty();
        };
        var format = TemplateFiles.format("Qwen-Qwen3-0.6B.jinja");
        var grammar = ToolGrammar
                .of(format, List.of(SampleTools.NOTHING), new ToolChoice.Automatic(), false, Optional.empty(), true, "",
                        tokens)
                .orElseThrow();
        assertEquals(List.of(new Trigger.TokenId(7)), grammar.triggers());
        assertTrue(grammar.text().contains("<[7]> \"\\n\""), grammar.text());
        assertTrue(grammar.text().contains("\"\\n\" <[8]>"), grammar.text());
    }

    @Test
    void a_control_token_inside_of_a_marker_is_the_trigger() {
        ControlTokens tokens = text -> text.equals("｜DSML｜") ? OptionalInt.of(9) : OptionalInt.empty();
        var format = TemplateFiles.format("deepseek-ai-DeepSeek-V3.2.jinja");
        var grammar = ToolGrammar
                .of(format, List.of(SampleTools.WEATHER), new ToolChoice.Automatic(), false, Optional.empty(), true, "",
                        tokens)
                .orElseThrow();
        assertEquals(List.of(new Trigger.TokenId(9)), grammar.triggers());
        assertTrue(grammar.text().contains("root ::= <[9]> \"function_calls>\\n\""), grammar.text());
        assertTrue(grammar.text().contains("(!<[9]>* \"</\" <[9]> \"parameter>\")"), grammar.text());
    }

    @Test
    void a_value_of_any_length_is_allowed() {
        var grammar = grammar("Qwen3-Coder.jinja", new ToolChoice.Named("weather"), false);
        var value = "</parameter </para\n".repeat(2_000);
        var call = "<tool_call>\n<function=weather>\n<parameter=city>\n%s\n</parameter>\n</function>\n</tool_call>";
        assertTrue(grammar.matches(call.formatted(value)));
        assertFalse(grammar.matches(call.formatted("Rome</parameter>")));
    }

    private static Grammar grammar(String template, ToolChoice choice, boolean parallel) {
        return ToolGrammar.of(TemplateFiles.format(template), SampleTools.ALL, choice, parallel,
                Optional.empty(), true,
                generationPrompt(template), ControlTokens.NONE).orElseThrow();
    }

    private static Grammar forced(OutputFormat format, String prompt) {
        return ToolGrammar.of(format, List.of(SampleTools.NOTHING), new ToolChoice.Required(), false,
                Optional.empty(), true, prompt,
                ControlTokens.NONE).orElseThrow();
    }

    private static String generationPrompt(String template) {
        return FormatProbe.prompt(TemplateFiles.probe(template)).orElse("");
    }
}
