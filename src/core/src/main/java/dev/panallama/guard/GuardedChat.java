package dev.panallama.guard;

import dev.panallama.Chat;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A chat with guards before and after the model: a message that is refused never reaches the model, and an answer is shown
/// only when it is cleared. Serves one thread at a time. It closes neither the chat nor the guards.
///
/// @param chat the conversation
/// @param before judges the person's messages
/// @param after judges the model's answers
/// @param release when answers are shown
/// @param refusal what stands in the history in place of an answer that was refused
public record GuardedChat(Chat chat, Guard before, Guard after, Release release, String refusal) {
    private static final String REFUSAL = "I cannot help with that.";
    private static final String PARAGRAPH = "\n\n";

    /// Returns a guarded chat that shows whole answers.
    public static GuardedChat of(Chat chat, Guard before, Guard after) {
        return new GuardedChat(chat, before, after, Release.WHOLE, REFUSAL);
    }

    /// Returns this chat with answers shown otherwise.
    public GuardedChat withRelease(Release other) {
        return new GuardedChat(chat, before, after, other, refusal);
    }

    /// Says something and waits for what comes of it.
    public GuardedReply send(String text) {
        return send(text, _ -> {});
    }

    /// Says something, and shows what is cleared of the answer.
    ///
    /// @param shown gets the text of the answer: all at once, or paragraph by paragraph
    public GuardedReply send(String text, Consumer<String> shown) {
        Verdict message = before.check(with(chat.history(), ChatMessage.user(text)));
        if (!message.safe()) return new GuardedReply.MessageRefused(message);
        List<ChatMessage> history = chat.history();
        try {
            return answer(text, with(history, ChatMessage.user(text)), shown);
        } catch (RuntimeException failure) { // of a guard as well: then nobody has cleared the answer
            chat.restore(history);
            throw failure;
        }
    }

    private GuardedReply answer(String text, List<ChatMessage> asked, Consumer<String> shown) {
        var answer = new StringBuilder();
        int cleared = 0;
        try (ReplyStream stream = chat.stream(text)) {
            for (Delta delta : stream) {
                if (delta instanceof Delta.Text(String more)) answer.append(more);
                int end = clearable(answer);
                if (end <= cleared) continue;
                Optional<GuardedReply> refused = judge(asked, answer, cleared, end, shown);
                if (refused.isPresent()) return refuse(stream, asked, refused.get());
                cleared = end;
            }
            Reply reply = stream.reply();
            if (cleared == answer.length() && cleared > 0) return new GuardedReply.Answered(reply);
            return judge(asked, answer, cleared, answer.length(), shown)
                    .map(it -> refuse(stream, asked, it))
                    .orElse(new GuardedReply.Answered(reply));
        }
    }

    /// Returns how much of an unfinished answer is whole paragraphs, if these are shown.
    private int clearable(StringBuilder answer) {
        int end = answer.lastIndexOf(PARAGRAPH);
        return release == Release.WHOLE || end < 0 ? 0 : end + PARAGRAPH.length();
    }

    /// Shows the part of an answer that is new, unless the answer up to there is refused.
    private Optional<GuardedReply> judge(
            List<ChatMessage> asked, StringBuilder answer, int from, int to, Consumer<String> shown) {
        Verdict verdict = after.check(with(asked, ChatMessage.assistant(answer.substring(0, to))));
        if (!verdict.safe()) return Optional.of(new GuardedReply.AnswerRefused(verdict, answer.substring(0, from)));
        shown.accept(answer.substring(from, to));
        return Optional.empty();
    }

    private GuardedReply refuse(ReplyStream stream, List<ChatMessage> asked, GuardedReply refused) {
        stream.close();
        chat.restore(with(asked, new AssistantMessage(refusal)));
        return refused;
    }

    private static List<ChatMessage> with(List<ChatMessage> messages, ChatMessage last) {
        var all = new ArrayList<>(messages);
        all.add(last);
        return all;
    }
}
