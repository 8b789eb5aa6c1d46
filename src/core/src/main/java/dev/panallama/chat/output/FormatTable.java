package dev.panallama.chat.output;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The formats that are known, each found by marks in the text of a template. The first that fits is the one: those
/// with more of their own come first.
final class FormatTable {
    /// How models are told to call tools whose template knows none, and what most pick up by themselves.
    static final CallFormat GENERIC = CallFormat.of("<tool_call>\n{call}\n</tool_call>").separatedBy("\n");

    private static final String THINKING = "[BEGIN FINAL RESPONSE]";
    private static final String M3 = Elements.MARK;

    private static final CallFormat HERMES = GENERIC;
    private static final CallFormat QWEN_CODER = CallFormat
            .of("<tool_call>\n<function={name}>\n{arguments}</function>\n</tool_call>")
            .withArgument("<parameter={key}>\n{value}\n</parameter>\n").separatedBy("\n")
            .withTrigger("<tool_call>").withShortOpening("<function=");
    private static final CallFormat ACTIONS = CallFormat.of("{call}")
            .within("<|START_ACTION|>[\n    {calls}\n]<|END_ACTION|>", ",\n    ")
            .withFields("tool_call_id", "tool_name", "parameters");
    private static final CallFormat TOOL_CALLS_LIST = CallFormat.of("{call}")
            .within("<tool_calls>[{calls}]</tool_calls>", ", ");
    private static final CallFormat ATEM = CallFormat
            .of("<atem:function_calls>\n<atem:invoke name=\"{name}\">\n{arguments}</atem:invoke>\n</atem:function_calls>")
            .withArgument("<atem:parameter name=\"{key}\">{value}</atem:parameter>\n");

    /// What models mark their thoughts with, unless their row says otherwise.
    private static final List<Reasoning> REASONING = List.of(
            new Reasoning("<seed:think>", "</seed:think>"),
            new Reasoning("<mm:think>", "</mm:think>"),
            new Reasoning("<|START_THINKING|>", "<|END_THINKING|>"),
            new Reasoning("[THINK]", "[/THINK]"),
            new Reasoning("<think>", "</think>"),
            new Reasoning("<thinking>", "</thinking>"));

    private static final List<Row> ROWS = List.of(
            row("gpt-oss", CallFormat.of("{json}"), "<|channel|>", "<|message|>").turns(gptOss()),
            row("Muse", ATEM, "<atem:function_calls>", "<|eom|>").turns(muse()),
            row("Functionary 3.2", CallFormat.of("{json}"), ">>>all", ">>>${recipient}").turns(functionary()),
            row("Functionary 3.1", CallFormat.of("<function={name}>{json}</function>"), "<function=", "<|python_tag|>"),
            row("Kimi K2", CallFormat
                    .of("<|tool_call_begin|>{path}<|tool_call_argument_begin|>{json}<|tool_call_end|>")
                    .within("<|tool_calls_section_begin|>{calls}<|tool_calls_section_end|>", "")
                    .withTrigger("<|tool_call_begin|>"),
                    "<|tool_calls_section_begin|>").reasoning(new Reasoning("<think>", "</think>").untilCall())
                    .dropping("<|tool_calls_section_end|>"),
            row("Kimi K3", CallFormat
                    .of("<|open|>call tool=\"{name}\" index=\"{index}\"<|sep|>{arguments}<|close|>call<|sep|>")
                    .withArgument(
                            "<|open|>argument key=\"{key}\" type=\"{type}\"<|sep|>{value}<|close|>argument<|sep|>")
                    .within("<|open|>tools<|sep|>{calls}<|close|>tools<|sep|>", ""), "<|open|>", "<|end_of_msg|>")
                    .reasoning(new Reasoning("<|open|>think<|sep|>", "<|close|>think<|sep|>")
                            .until("<|open|>response<|sep|>"))
                    .dropping("<|open|>response<|sep|>", "<|close|>response<|sep|>", "<|close|>message<|sep|>",
                            "<|end_of_msg|>"),
            row("Cohere 2 MoE", ACTIONS, "<|START_TEXT|>", "<|START_ACTION|>")
                    .reasoning(new Reasoning("<|START_THINKING|>", "<|END_THINKING|>").until("<|START_TEXT|>")
                            .untilCall())
                    .dropping("<|START_TEXT|>", "<|END_TEXT|>", "<|END_OF_TURN_TOKEN|>"),
            row("Command R7B", ACTIONS, "<|START_RESPONSE|>", "<|START_ACTION|>")
                    .dropping("<|START_RESPONSE|>", "<|END_RESPONSE|>", "<|END_OF_TURN_TOKEN|>"),
            row("Command R+", CallFormat.of("{call}")
                    .within("Action:\n```json\n[\n    {calls}\n]\n```", ",\n    ")
                    .withFields("tool_name", "parameters"), "Action:", "<|CHATBOT_TOKEN|>")
                    .dropping("<|CHATBOT_TOKEN|>", "<|END_OF_TURN_TOKEN|>"),
            row("LFM2", CallFormat.of("{name}({keywords})")
                    .within("<|tool_call_start|>[{calls}]<|tool_call_end|>", ", "), "<|tool_list_start|>"),
            row("LFM2", CallFormat.of("{name}({keywords})")
                    .within("<|tool_call_start|>[{calls}]<|tool_call_end|>", ", "), "List of tools: ["),
            row("GigaChat 3.1", CallFormat.of("<|function_call|>{call}"), "<|role_sep|>", "<|function_call|>"),
            row("GigaChat 3", CallFormat.of("<|message_sep|>\n\nfunction call<|role_sep|>\n{call}"), "<|role_sep|>",
                    "<|message_sep|>"),
            row("MiniMax M3", CallFormat.of(M3 + "<invoke name=\"{name}\">{arguments}" + M3 + "</invoke>\n")
                    .withArgument(M3 + "<{key}>{elements}" + M3 + "</{key}>")
                    .within(M3 + "<tool_call>\n{calls}" + M3 + "</tool_call>", ""), M3),
            row("MiniMax M2", CallFormat.of("<invoke name=\"{name}\">\n{arguments}</invoke>\n")
                    .withArgument("<parameter name=\"{key}\">{value}</parameter>\n")
                    .within("<minimax:tool_call>\n{calls}</minimax:tool_call>", ""), "<minimax:tool_call>"),
            row("MiniMax M1", CallFormat.of("{call}").within("<tool_calls>\n{calls}\n</tool_calls>", "\n"),
                    "<beginning_of_sentence>", "<tool_calls>"),
            row("DeepSeek 3.2", dsml("function_calls"), "DSML", "function_calls")
                    .reasoning(new Reasoning("<think>", "</think>").untilCall()),
            row("DeepSeek 4", dsml("tool_calls"), "DSML", "tool_calls")
                    .reasoning(new Reasoning("<think>", "</think>").untilCall()),
            row("Gemma 4", CallFormat.of("<|tool_call>call:{name}{literals}<tool_call|>"), "<|tool_call>call:")
                    .reasoning(new Reasoning("<|channel>thought", "<channel|>").again())
                    .dropping("<|channel>", "<channel|>", "<|turn>model"),
            row("MiniCPM5", CallFormat.of("<function name=\"{name}\">{arguments}</function>")
                    .withArgument("<param name=\"{key}\">{data}</param>").separatedBy("\n"),
                    "<function name=\"", "<param name=\""),
            row("Seed", CallFormat.of("<seed:tool_call>\n<function={name}>\n{arguments}</function>\n</seed:tool_call>")
                    .withArgument("<parameter={key}>{value}</parameter>\n").separatedBy("\n")
                    .withTrigger("<seed:tool_call>"), "<seed:tool_call>"),
            row("Qwen3-Coder", QWEN_CODER, "<tool_call>", "<function=", "<parameter=").untilCall(),
            row("Hunyuan 3", hunyuan(":opensource"), "<tool_sep{}>", "':opensource'")
                    .reasoning(new Reasoning("<think:opensource>", "</think:opensource>")),
            row("GLM 4.7", CallFormat.of("<tool_call>{name}{arguments}</tool_call>")
                    .withArgument("<arg_key>{key}</arg_key><arg_value>{value}</arg_value>"),
                    "<tool_call>{function-name}<arg_key>"),
            row("Laguna S", CallFormat.of("<tool_call>{name}{arguments}</tool_call>")
                    .withArgument("<arg_key>{key}</arg_key><arg_value>{value}</arg_value>"), "\"</arg_key>\" -}}")
                    .dropping("</assistant>"),
            row("GLM 4.5", CallFormat.of("<tool_call>{name}\n{arguments}</tool_call>")
                    .withArgument("<arg_key>{key}</arg_key>\n<arg_value>{value}</arg_value>\n").separatedBy("\n"),
                    "<tool_call>", "<arg_key>").dropping("</assistant>"),
            row("Mistral Small 3.2", CallFormat.of("[TOOL_CALLS]{name}[CALL_ID]{id}[ARGS]{json}"), "[CALL_ID]"),
            row("Ministral", CallFormat.of("[TOOL_CALLS]{name}[ARGS]{json}"), "[TOOL_CALLS]", "[ARGS]"),
            row("Mistral Nemo", CallFormat.of("{call}").within("[TOOL_CALLS][{calls}]", ", ")
                    .withFields("name", "arguments", "id"), "[TOOL_CALLS]"),
            row("DeepSeek R1", deepSeek("function<｜tool▁sep｜>{name}\n```json\n{json}\n```"), "<｜tool▁calls▁begin｜>",
                    "```json"),
            row("DeepSeek 3.1", deepSeek("{name}<｜tool▁sep｜>{json}"), "<｜tool▁calls▁begin｜>"),
            row("Solar", CallFormat
                    .of("<|tool_call:begin|>{id}<|tool_call:name|>{name}<|tool_call:args|>{json}<|tool_call:end|>")
                    .within("<|tool_calls|>{calls}<|calls|>", ""), "<|tool_call:begin|>")
                    .reasoning(new Reasoning("<|think|>", "<|end|>"))
                    .dropping("<|begin|>assistant", "<|content|>", "<|end|>", "<|calls|>"),
            row("Apertus", CallFormat.of("{\"{name}\": {json}}")
                    .within("<|tools_prefix|>[{calls}]<|tools_suffix|>", ", "), "<|tools_prefix|>"),
            row("Nemotron 2", CallFormat.of("{call}").within("<TOOLCALL>[{calls}]</TOOLCALL>", ", "), "<TOOLCALL>"),
            row("Apriel 1.6", TOOL_CALLS_LIST, THINKING, "<tool_calls>", "<|begin_assistant|>")
                    .reasoning(new Reasoning("<|begin_assistant|>", THINKING).untilCall())
                    .dropping("[END FINAL RESPONSE]"),
            row("Apriel 1.5", TOOL_CALLS_LIST, THINKING, "<tool_calls>")
                    .reasoning(new Reasoning("Here are my reasoning steps:", THINKING).untilCall())
                    .dropping("[END FINAL RESPONSE]"),
            row("FireFunction", CallFormat.of("{call}").within("functools[{calls}]", ", "), "functools["),
            row("Granite 3", CallFormat.of("{call}").within("<|tool_call|>[{calls}]", ", "), "<|tool_call|>")
                    .dropping("<response>", "</response>"),
            row("Hermes", HERMES, "<tool_call>", "</tool_call>"),
            row("Llama 3", CallFormat.of("{call}").withFields("name", "parameters"), "\"parameters\":",
                    "<|start_header_id|>"));

    private FormatTable() {}

    private record Row(List<String> marks, OutputFormat format, boolean hasReasoning, boolean endedByCalls) {
        Row reasoning(Reasoning reasoning) {
            return new Row(marks, format.withReasoning(reasoning), true, endedByCalls);
        }

        Row untilCall() {
            return new Row(marks, format, hasReasoning, true);
        }

        Row dropping(String... texts) {
            return new Row(marks, new OutputFormat(format.family(), format.reasoning(), format.calls(), true,
                    format.turns(), List.of(texts), format.prompt()), hasReasoning, endedByCalls);
        }

        Row turns(Turns turns) {
            return new Row(marks, new OutputFormat(format.family(), Reasoning.NONE, format.calls(), true, turns,
                    format.dropped(), format.prompt()), true, endedByCalls);
        }

        OutputFormat formatOf(String source) {
            if (hasReasoning) return format;
            var reasoning = reasoningIn(source);
            return format.withReasoning(endedByCalls ? reasoning.untilCall() : reasoning);
        }
    }

    private static Row row(String family, CallFormat calls, String... marks) {
        var format = new OutputFormat(family, Reasoning.NONE, calls, true, null, List.of(), Optional.empty());
        return new Row(Arrays.asList(marks), format, false, false);
    }

    /// Returns the format that a template's text shows, if it is a known one.
    static Optional<OutputFormat> find(String source) {
        return ROWS.stream().filter(it -> it.marks().stream().allMatch(source::contains)).findFirst()
                .map(it -> it.formatOf(source));
    }

    /// Returns the reasoning whose end a template's text has in it.
    static Reasoning reasoningIn(String source) {
        return REASONING.stream().filter(it -> source.contains(it.end())).findFirst().orElse(Reasoning.NONE);
    }

    private static CallFormat dsml(String section) {
        return CallFormat.of("<｜DSML｜invoke name=\"{name}\">\n{arguments}</｜DSML｜invoke>\n")
                .withArgument("<｜DSML｜parameter name=\"{key}\" string=\"{is-text}\">{value}</｜DSML｜parameter>\n")
                .within("<｜DSML｜%1$s>\n{calls}</｜DSML｜%1$s>".formatted(section), "");
    }

    private static CallFormat deepSeek(String call) {
        return CallFormat.of("<｜tool▁call▁begin｜>" + call + "<｜tool▁call▁end｜>")
                .within("<｜tool▁calls▁begin｜>{calls}<｜tool▁calls▁end｜>", "");
    }

    private static CallFormat hunyuan(String suffix) {
        return CallFormat.of("<tool_call@>{name}<tool_sep@>\n{arguments}</tool_call@>\n".replace("@", suffix))
                .withArgument("<arg_key@>{key}</arg_key@>\n<arg_value@>{value}</arg_value@>\n".replace("@", suffix))
                .within("<tool_calls@>\n{calls}</tool_calls@>".replace("@", suffix), "");
    }

    private static Turns gptOss() {
        return new Turns("<|start|>assistant", "<|message|>", List.of("<|end|>", "<|call|>", "<|return|>"),
                List.of("<|channel|>", " to="), "to=functions.", "to=", "<|channel|>analysis", List.of("assistant"),
                Shape.of("<|channel|>commentary to=functions.{name} <|constrain|>json<|message|>"),
                List.of(List.of("<|channel|>commentary", "<|channel|>analysis"),
                        List.of(" <|constrain|>json", " json")),
                "<|channel|>analysis<|message|>", "<|channel|>final<|message|>");
    }

    private static Turns muse() {
        return new Turns("<|start|>assistant", "<|message|>", List.of("<|eom|>", "<|eot|>"), List.of(" to="), "to=", "",
                "to=self", List.of("user"), Shape.of(" to={name}<|message|>"), List.of(), " to=self<|message|>",
                " to=user<|message|>");
    }

    private static Turns functionary() {
        return new Turns(">>>", "\n", List.of(), List.of(), "", "", "", List.of("all"), Shape.of("{name}\n"), List.of(),
                "", "all\n");
    }
}
