package dev.panallama.runner.openai;

import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.runner.answering.Answering;
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
        var answers = new ArrayList<Callable<Reply>>();
        for (int i = 0; i < request.count(); i++) {
            int index = i;
            answers.add(() -> Answering.run(exchange, model, request.question().seeded(index),
                    stream -> work.on(index, stream)));
        }
        List<Reply> replies = SideBySide.run(exchange, answers);
        Reply.Usage usage = replies.getFirst().usage();
        exchange.noteTokens(usage.prompt() + usage.reused(),
                replies.stream().mapToInt(it -> it.usage().generated()).sum());
        return replies;
    }
}
