package dev.panallama.bench.load;

import dev.panallama.GenerationOptions;
import dev.panallama.Session;
import dev.panallama.Token;
import dev.panallama.sampler.Sampler;

/// Has a session answer a request.
final class SessionAnswer {
    private SessionAnswer() {}

    static Target.Counts generate(Session session, Request request, Target.Listener listener) {
        int prompt = session.append(request.prompt()).position();
        var options = GenerationOptions.defaults().withMaxTokens(request.maxTokens()).withEndsWithModel(false);
        int count = 0;
        for (Token token : session.generate(Sampler.greedy(), options)) {
            listener.piece(token.text());
            count++;
        }
        return new Target.Counts(prompt, count);
    }
}
