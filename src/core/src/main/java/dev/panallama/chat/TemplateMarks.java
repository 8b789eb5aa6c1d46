package dev.panallama.chat;

import dev.panallama.jinja.Text;
import dev.panallama.jinja.TemplateException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Finds what a template puts between messages: each short line of its own, and each word in brackets in one.
///
/// @param template renders messages
record TemplateMarks(Function<List<ChatMessage>, Text> template) {
    private static final int LONGEST = 40;
    private static final Pattern SYMBOL = Pattern.compile("[\\[\\]<>{}|#:]");
    private static final Pattern BRACKETED = Pattern.compile("\\[[^\\s\\[\\]]+\\]|<+[^\\s<>]+>+|\\{+[^\\s{}]+\\}+");
    private static final List<ChatMessage> TALK = List.of(ChatMessage.user("One."), ChatMessage.assistant("Two."),
            ChatMessage.user("Three."));

    Set<String> find() {
        var marks = new LinkedHashSet<String>();
        collect(List.of(ChatMessage.system("Zero."), ChatMessage.user("One.")), marks);
        collect(TALK, marks);
        return marks;
    }

    private void collect(List<ChatMessage> messages, Set<String> marks) {
        try {
            for (Text.Piece piece : template.apply(messages).pieces())
                if (!piece.input()) piece.text().lines().map(String::strip).forEach(it -> collect(it, marks));
        } catch (TemplateException _) { // it does not write such a conversation, so there is nothing to find
        }
    }

    private static void collect(String line, Set<String> marks) {
        if (line.length() > 1 && line.length() <= LONGEST && SYMBOL.matcher(line).find()) marks.add(line);
        BRACKETED.matcher(line).results().map(MatchResult::group).filter(it -> it.length() <= LONGEST)
                .forEach(marks::add);
    }
}
