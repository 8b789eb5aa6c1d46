package dev.panallama.chat;

import java.util.Optional;

/// What a chat template can write, found out by rendering small conversations. Immutable.
///
/// @param plainContent whether a message's content may be a text
/// @param typedContent whether it may be a list of parts, each with a `type`
/// @param systemRole whether it has a place for a system message
/// @param tools whether it tells the model of tools
/// @param toolCalls whether it writes calls of earlier answers
/// @param parallelToolCalls whether it writes more than one call of an answer
/// @param objectArguments whether it wants the arguments of calls as an object, not as text
/// @param toolResults whether it writes what tools answered
/// @param pastReasoning whether it writes the reasoning of earlier answers, if they have some
/// @param responseFormat whether it tells the model of a schema for its answer
/// @param thinkingVariable the name of the variable that switches thinking on and off, if there is one
public record TemplateCapabilities(
        boolean plainContent,
        boolean typedContent,
        boolean systemRole,
        boolean tools,
        boolean toolCalls,
        boolean parallelToolCalls,
        boolean objectArguments,
        boolean toolResults,
        boolean pastReasoning,
        boolean responseFormat,
        Optional<String> thinkingVariable) {}
