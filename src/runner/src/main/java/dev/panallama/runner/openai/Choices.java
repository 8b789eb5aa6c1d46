package dev.panallama.runner.openai;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelDefaults;
import dev.panallama.runner.answering.SamplingFields;
import dev.panallama.runner.answering.SideBySide;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.serving.LoadedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/// The answers to one request for a chat, which are generated side by side; the engine computes their prompt once.
public final class Choices {
    /// What is done with one of them.
    public interface Work {
        /// Takes the answer to its end.
        Reply on(int index, ReplyStream stream);
    }

    private Choices() {}

    /// Generates all answers. If one fails, or the client goes away, all end.
    ///
    /// @throws CancellationException if the client has gone
    public static List<Reply> run(Exchange exchange, ChatRequest request, LoadedModel model, Work work)
            throws Exception {
        var chats = new ArrayList<Chat>();
        try {
            for (int i = 0; i < request.count(); i++) chats.add(Answering.chat(model, options(request.options(), i)));
            var answers = new ArrayList<Callable<Reply>>();
            for (int i = 0; i < chats.size(); i++) {
                int index = i;
                answers.add(() -> answer(model, chats.get(index), index, request, work));
            }
            Runnable cancel = () -> chats.forEach(Chat::cancel);
            try (var _ = exchange.whenGone(cancel)) {
                List<Reply> replies = SideBySide.run(answers, cancel);
                Reply.Usage usage = replies.getFirst().usage();
                exchange.noteTokens(usage.prompt() + usage.reused(),
                        replies.stream().mapToInt(it -> it.usage().generated()).sum());
                return replies;
            }
        } finally {
            chats.forEach(Chat::close);
        }
    }

    private static ChatOptions options(ChatOptions all, int index) {
        return all.withSampler(SamplingFields.seeded(all.sampler(), index));
    }

    private static Reply answer(LoadedModel model, Chat chat, int index, ChatRequest request, Work work) {
        chat.restore(ModelDefaults.before(request.messages(), model));
        try (ReplyStream stream = request.continues() ? chat.continuing() : chat.answering()) {
            Reply reply = work.on(index, stream);
            if (reply.finishReason() == FinishReason.CANCELLED)
                throw new CancellationException("the answer was cancelled");
            return reply;
        }
    }
}
