package dev.panallama;

import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.TrimPolicy;
import dev.panallama.internal.Range;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Optional;

/// How a [Chat] goes. Immutable; start from [#defaults] and change what matters.
///
/// @param system the instruction above the conversation; empty for none
/// @param repeatsSystem whether the instruction is put in front of each of the person's messages as well, for models that
///     forget it over many turns: what the Llama 2 paper trains by Ghost Attention
/// @param session how the session is opened
/// @param sampler how tokens are chosen
/// @param generation when each message of an answer ends. A grammar is that of its text: the model does not think then, and
///     cannot have tools
/// @param template what writes the conversation, instead of the model's own
/// @param prompt what the template gets besides: tools, whether the model thinks, variables
/// @param toolChoice whether tools are called
/// @param parallelCalls whether an answer may call more than one tool
/// @param toolRounds how many times in a row handlers of tools run before the calls are handed to the caller
/// @param thinking how long the model may think
/// @param trimPolicy what is left out when the context is full
public record ChatOptions(
        String system,
        boolean repeatsSystem,
        SessionOptions session,
        Sampler sampler,
        GenerationOptions generation,
        Optional<ChatTemplate> template,
        PromptOptions prompt,
        ToolChoice toolChoice,
        boolean parallelCalls,
        int toolRounds,
        ThinkingBudget thinking,
        TrimPolicy trimPolicy) {
    private static final int TOOL_ROUNDS = 8;
    private static final ChatOptions DEFAULTS = new ChatOptions(
            "",
            false,
            SessionOptions.defaults(),
            Sampler.defaults(),
            GenerationOptions.defaults(),
            Optional.empty(),
            PromptOptions.defaults(),
            new ToolChoice.Automatic(),
            true,
            TOOL_ROUNDS,
            ThinkingBudget.UNLIMITED,
            TrimPolicy.keepingFirst());

    /// @throws IllegalArgumentException if a number is out of its range, two tools have one name, or there are tools and a
    ///     lazy grammar
    public ChatOptions {
        Range.check("toolRounds", toolRounds, 0, 1000);
        List<String> names = prompt.tools().stream().map(Tool::name).toList();
        if (names.stream().distinct().count() < names.size())
            throw new IllegalArgumentException("two tools have the same name: %s".formatted(names));
        if (!names.isEmpty() && generation.grammar().filter(it -> !it.triggers().isEmpty()).isPresent())
            throw new IllegalArgumentException(
                    "there are tools and a lazy grammar, which says nothing of a whole answer: choose one");
    }

    /// Returns options that suit most models: no instruction, no tools, thinking as the template has it.
    public static ChatOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with an instruction above the conversation.
    public ChatOptions withSystem(String instruction) {
        return new ChatOptions(instruction, repeatsSystem, session, sampler, generation, template, prompt, toolChoice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with the instruction repeated in each of the person's messages, or not.
    public ChatOptions withRepeatedSystem(boolean repeats) {
        return new ChatOptions(system, repeats, session, sampler, generation, template, prompt, toolChoice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with another session.
    public ChatOptions withSession(SessionOptions options) {
        return new ChatOptions(system, repeatsSystem, options, sampler, generation, template, prompt, toolChoice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with tokens chosen another way.
    public ChatOptions withSampler(Sampler other) {
        return new ChatOptions(system, repeatsSystem, session, other, generation, template, prompt, toolChoice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with answers that end otherwise.
    public ChatOptions withGeneration(GenerationOptions options) {
        return new ChatOptions(system, repeatsSystem, session, sampler, options, template, prompt, toolChoice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with so many tokens in each message of an answer at most, thinking included.
    public ChatOptions withMaxTokens(int count) {
        return withGeneration(generation.withMaxTokens(count));
    }

    /// Returns these options with a template in place of the model's own.
    public ChatOptions withTemplate(ChatTemplate other) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, Optional.of(other), prompt,
                toolChoice, parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with other tools.
    public ChatOptions withTools(Tool... tools) {
        return withPrompt(prompt.withTools(List.of(tools)));
    }

    /// Returns these options with thinking on or off. Where the template has no switch, a model that thinks is kept from it by
    /// closing its reasoning before it begins.
    public ChatOptions withThinking(boolean on) {
        return withPrompt(prompt.withThinking(on));
    }

    /// Returns these options with other things for the template.
    public ChatOptions withPrompt(PromptOptions options) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, template, options, toolChoice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with tools called as they like, never, always, or one of them.
    public ChatOptions withToolChoice(ToolChoice choice) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, template, prompt, choice,
                parallelCalls, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with several calls in an answer, or one at most.
    public ChatOptions withParallelCalls(boolean several) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, template, prompt, toolChoice,
                several, toolRounds, thinking, trimPolicy);
    }

    /// Returns these options with another limit of rounds in which handlers of tools run, 0 to 1,000.
    public ChatOptions withToolRounds(int rounds) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, template, prompt, toolChoice,
                parallelCalls, rounds, thinking, trimPolicy);
    }

    /// Returns these options with another limit for thinking.
    public ChatOptions withThinkingBudget(ThinkingBudget budget) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, template, prompt, toolChoice,
                parallelCalls, toolRounds, budget, trimPolicy);
    }

    /// Returns these options with something else left out when the context is full.
    public ChatOptions withTrimPolicy(TrimPolicy policy) {
        return new ChatOptions(system, repeatsSystem, session, sampler, generation, template, prompt, toolChoice,
                parallelCalls, toolRounds, thinking, policy);
    }
}
