package dev.panallama.runner.cli;

import dev.panallama.ChatOptions;
import dev.panallama.SessionOptions;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `run`.
final class RunOptions {
    @Option(
        names = "--temp",
        paramLabel = "T",
        defaultValue = "0.2",
        description = "Temperature: higher is more varied, 0 takes the likeliest token every time (default: ${DEFAULT-VALUE}).")
    private float temperature;

    @Option(
        names = "--top-k",
        paramLabel = "K",
        defaultValue = "40",
        description = "Choose among the K likeliest tokens, 0 for all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
        names = "--top-p",
        paramLabel = "P",
        defaultValue = "0.9",
        description = "Choose among the likeliest tokens that reach probability P together (default: ${DEFAULT-VALUE}).")
    private float topP;

    @Option(
        names = "--min-p",
        paramLabel = "P",
        defaultValue = "0.05",
        description = "Choose among tokens at least P times as likely as the likeliest (default: ${DEFAULT-VALUE}).")
    private float minP;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Make the choice repeatable (default: another seed every time).")
    private @Nullable Integer seed;

    @Option(
        names = "--ctx",
        paramLabel = "N",
        defaultValue = "0",
        description = "Hold at least N tokens of conversation, 0 for what suits the model (default: ${DEFAULT-VALUE}).")
    private int contextLength;

    @Option(
        names = "--max-tokens",
        paramLabel = "N",
        defaultValue = "1024",
        description = "End an answer after N tokens (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "0",
        description = "Compute on N threads, at most one per processor, 0 for what suits the machine (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told before the conversation.")
    private @Nullable String system;

    @Option(
        names = "--think",
        negatable = true,
        description = "Have the model think before it answers, or not (default: as its template has it).")
    private @Nullable Boolean think;

    @Option(
        names = "--template",
        paramLabel = "T",
        description = "Write the conversation by another chat template: a file, or one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = TemplateOption.class)
    private @Nullable String template;

    @Option(names = "--raw", description = "Continue the prompt as it is, without the model's chat template.")
    private boolean raw;

    @Option(names = "--verbose", description = "Say how fast it went, and show llama.cpp's warnings.")
    private boolean verbose;

    /// Returns how tokens are chosen.
    ///
    /// @throws IllegalArgumentException if an option is out of range
    private Sampler sampler() {
        Sampler sampler = Sampler.of(
                new Stage.TopK(topK), new Stage.TopP(topP), new Stage.MinP(minP), new Stage.Temperature(temperature));
        if (temperature == 0) return Sampler.greedy();
        return seed == null ? sampler : sampler.withSeed(seed);
    }

    /// Returns how the session is opened.
    ///
    /// @throws IllegalArgumentException if an option is out of range
    private SessionOptions session() {
        return SessionOptions.defaults().withContextLength(contextLength).withThreads(threads);
    }

    /// Returns how long an answer may be, in tokens.
    ///
    /// @throws IllegalArgumentException if the option is out of range
    private int maxTokens() {
        if (maxTokens < 1) throw new IllegalArgumentException("max-tokens is %d: give 1 or more".formatted(maxTokens));
        return maxTokens;
    }

    /// Returns how the conversation goes.
    ///
    /// @throws IllegalArgumentException if an option is out of range, or has no place in raw text
    /// @throws IOException if the template cannot be read
    ChatOptions chat() throws IOException {
        if (raw && system != null) throw new IllegalArgumentException("--system has no place in --raw text");
        if (raw && template != null) throw new IllegalArgumentException("--template has no place in --raw text");
        ChatOptions options = ChatOptions.defaults()
                .withSystem(system == null ? "" : system)
                .withSession(session())
                .withSampler(sampler())
                .withMaxTokens(maxTokens());
        if (think != null) options = options.withThinking(think);
        return template == null ? options : options.withTemplate(TemplateOption.named(template));
    }

    boolean raw() {
        return raw;
    }

    boolean verbose() {
        return verbose;
    }
}
