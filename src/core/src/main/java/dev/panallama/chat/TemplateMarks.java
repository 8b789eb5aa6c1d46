package dev.panallama.chat;

import dev.panallama.jinja.TemplateException;
import dev.panallama.jinja.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Finds what a template puts between messages: each short line of its own, and each word in brackets in one.
///
/// @param template renders messages
record TemplateMarks(BiFunction<List<ChatMessage>, PromptOptions, Text> template) {
    private static final int LONGEST = 40;
    private static final Pattern SYMBOL = Pattern.compile("[\\[\\]<>{}|#:]");
    private static final Pattern BRACKETED = Pattern.compile("\\[[^\\s\\[\\]]+\\]|<+[^\\s<>]+>+|\\{+[^\\s{}]+\\}+");
    private static final List<ChatMessage> TALK = List.of(ChatMessage.user("One."), ChatMessage.assistant("Two."),
            ChatMessage.user("Three."));
    private static final Tool TOOL = Tool.of("look", "Looks.", "{\"type\": \"object\", \"properties\": {}}");
    private static final ToolCall CALL = new ToolCall("abcdef001", "look", "{}");
    private static final List<ChatMessage> CALLS = List.of(ChatMessage.user("One."),
            new AssistantMessage("", "Two.", List.of(CALL)), ToolResult.of(CALL, "Three."),
            ChatMessage.assistant("Four."),
            ChatMessage.user("Five."));

    Set<String> find() {
        var marks = new LinkedHashSet<String>();
        for (List<ChatMessage> messages : List
                .of(List.<ChatMessage>of(ChatMessage.system("Zero."), ChatMessage.user("One.")), TALK))
            lines(messages, PromptOptions.defaults()).forEach(it -> {
                if (isMark(it)) marks.add(it);
                addBracketed(it, marks);
            });
        lines(CALLS, PromptOptions.defaults().withTools(List.of(TOOL))).forEach(it -> addBracketed(it, marks));
        return marks;
    }

    /// Returns the lines that the template itself writes in a conversation; none if it does not write such a one.
    private List<String> lines(List<ChatMessage> messages, PromptOptions options) {
        try {
            return template.apply(messages, options).pieces().stream()
                    .filter(it -> !it.input())
                    .flatMap(it -> it.text().lines())
                    .map(String::strip)
                    .toList();
        } catch (TemplateException _) {
            return List.of();
        }
    }

    private static boolean isMark(String line) {
        return line.length() > 1 && line.length() <= LONGEST && SYMBOL.matcher(line).find();
    }

    private static void addBracketed(String line, Set<String> marks) {
        BRACKETED.matcher(line).results().map(MatchResult::group).filter(it -> it.length() <= LONGEST)
                .forEach(marks::add);
    }
}
