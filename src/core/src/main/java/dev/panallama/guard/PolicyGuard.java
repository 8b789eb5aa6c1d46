package dev.panallama.guard;

import dev.panallama.Model;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.output.OutputFormat;
import java.util.List;

/// A guard that asks any chat model whether a message goes against a policy, and compares the probabilities of yes and no.
/// Nothing is generated. One thread at a time; close it before its model.
public final class PolicyGuard implements Guard, AutoCloseable {
    private static final PromptOptions AT_ONCE = PromptOptions.defaults().withThinking(false);

    private final ChatTemplate template;
    private final GuardSession session;
    private final String policy;
    private final double threshold;

    private PolicyGuard(Model model, String policy, SessionOptions options, double threshold) {
        if (!(threshold > 0 && threshold <= 1))
            throw new IllegalArgumentException("the threshold is %s: give more than 0, at most 1".formatted(threshold));
        this.policy = policy;
        this.threshold = threshold;
        template = model.chatTemplate().orElseThrow(() -> new IllegalArgumentException(
                "model %s has no chat template: choose a model that answers".formatted(model.info().name())));
        OutputFormat output = OutputFormat.of(template.source(), template::render);
        boolean isSwitched = template.capabilities().thinkingVariable().isPresent();
        session = new GuardSession(model, options, it -> template.prompt(List.of(question(it)), AT_ONCE),
                it -> output.withoutReasoning(it.generationPrompt(), isSwitched));
    }

    /// Opens a guard for which a message is unsafe if the model finds that likelier than not.
    ///
    /// @param policy what a message must not do, in plain words
    /// @throws IllegalArgumentException if the model has no chat template
    public static PolicyGuard of(Model model, String policy) {
        return of(model, policy, SessionOptions.defaults(), 0.5);
    }

    /// Opens a guard.
    ///
    /// @param policy what a message must not do, in plain words
    /// @param threshold the risk from which a message is unsafe: more than 0, at most 1
    /// @throws IllegalArgumentException if the model has no chat template, or the threshold is out of its range
    public static PolicyGuard of(Model model, String policy, SessionOptions options, double threshold) {
        return new PolicyGuard(model, policy, options, threshold);
    }

    @Override
    public Verdict check(List<? extends ChatMessage> conversation) {
        session.read(conversation);
        double risk = session.odds("Yes", "No");
        boolean safe = risk < threshold;
        return new Verdict(safe, risk, safe ? List.of() : List.of("policy"));
    }

    private ChatMessage question(List<? extends ChatMessage> conversation) {
        return ChatMessage.user("""
                You check messages against a policy. Each text is in quotes.

                The policy:
                %s

                The conversation:
                %s

                The message to check:
                %s

                Does the message to check go against the policy? Answer Yes or No."""
                .formatted(policy, Transcript.of(conversation), Transcript.line(conversation.getLast())));
    }

    /// Frees the session. Closing twice does nothing.
    @Override
    public void close() {
        session.close();
    }
}
