package dev.panallama.fuzz;

import dev.panallama.Model;
import dev.panallama.TinyModels;
import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.Role;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import dev.panallama.jinja.TemplateException;
import java.util.ArrayList;
import java.util.List;

/// Conversations in chat templates, good and broken ones, made into tokens. Steps: `template TEXT`, `message ROLE TIMES TEXT`.
final class Conversations implements Target {
    private static final List<String> PARTS = List.of(
            "{% for m in messages %}", "{% endfor %}", "{{ m.role }}", "{{ m['content'] }}",
            "{{ messages[0].content }}",
            "{% if tools %}", "{% endif %}", "{% else %}", "{{ tools | tojson(indent=2) }}", "{{ messages | tojson }}",
            "{{ bos_token }}", "{% set x = namespace(a=[]) %}", "{% set x.a = x.a + [m] %}", "{{ x.a }}",
            "<|im_start|>", "<|im_end|>\n", "[INST]", "{{", "{#", "{% raw %}", "{{ m.content[::-1] | upper }}",
            "{% macro f(y) %}{{ f(y) }}{% endmacro %}{{ f(1) }}", "{{ 'x' * 1000000000 }}", "{{ range(1000000000) }}",
            "{% for a in range(1000) %}{% for b in range(1000) %}", "{{ raise_exception('no') }}", "{{ m.tool_calls }}",
            "{{ ''.__class__ }}", "{{ m.content.split('a') }}", "{{ strftime_now('%Y') }}", "{% generation %}");
    private static final List<String> TEXTS = List.of("", " ", "Hello", "\n", "<|im_end|>", "\uD800", "a\0b", "{{ x }}",
            "语", "[INST]", "%s%n", "\uD83D\uDE00", "</s>", "\u2028", "{\"a\": [1, 2.5e300, null]}");
    private static final PromptOptions TOOLS = PromptOptions.defaults().withTools(
            List.of(Tool.of("look", "Looks.",
                    "{\"type\": \"object\", \"properties\": {\"at\": {\"type\": \"string\"}}}")));

    private final OpenModels models = new OpenModels();

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        for (int i = dice.below(8); i > 0; i--) steps.add(Step.of("template", dice.of(PARTS)));
        for (int i = dice.below(dice.oneIn(5) ? 40 : 5); i > 0; i--)
            steps.add(Step.of("message", dice.of(Role.values()), dice.oneIn(20) ? 1 << dice.below(16) : 1,
                    dice.of(TEXTS)));
        return steps;
    }

    @Override
    public void run(List<Step> steps) {
        Model model = models.of(TinyModels::llama);
        var messages = new ArrayList<ChatMessage>();
        var source = new StringBuilder();
        for (Step step : steps) {
            if (step.name().equals("template")) source.append(step.text(0));
            else messages.add(message(Role.valueOf(step.text(0)), step.text(2).repeat(step.number(1))));
        }
        ChatTemplate template = source.isEmpty() ? model.chatTemplate().orElseThrow() : parsed(source.toString());
        model.vocabulary().tokenize(template.prompt(messages, TOOLS));
    }

    /// Returns the template, or a good one that has it as text.
    private static ChatTemplate parsed(String source) {
        try {
            return ChatTemplate.parse(source);
        } catch (TemplateException _) {
            return ChatTemplate.parse("{{ bos_token }}{{ messages }}");
        }
    }

    @Override
    public void close() {
        models.close();
    }

    private static ChatMessage message(Role role, String text) {
        return switch (role) {
            case SYSTEM -> ChatMessage.system(text);
            case USER -> ChatMessage.user(text);
            case ASSISTANT -> new AssistantMessage(text, text, List.of(new ToolCall(text, text, text)));
            case TOOL -> new ToolResult(text, text, text);
        };
    }
}
