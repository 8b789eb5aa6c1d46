package dev.panallama.runner.chat;

import dev.panallama.ChatOptions;
import dev.panallama.GenerationOptions;
import dev.panallama.SessionOptions;
import dev.panallama.grammar.Grammar;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.parameters.ParameterNames;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The commands that change how a chat goes.
///
/// @param notices hears what was changed
record SetCommands(Dialogue dialogue, Answerer answerer, Notices notices) {
    List<ChatCommand> all() {
        return List.of(
                new ChatCommand("set parameter", "NAME VALUE", "such as temperature 0.5, num_ctx 8192, stop END",
                        this::parameter),
                new ChatCommand("set system", "TEXT", "what the model is told before the conversation", this::system),
                new ChatCommand("set think", "[LEVEL]", "have the model think before it answers: high, medium, low",
                        it -> think(it.isEmpty() ? "true" : it)),
                new ChatCommand("set nothink", "", "have it answer at once", _ -> think("false")),
                new ChatCommand("set verbose", "", "tell speeds after each answer", _ -> verbose(true)),
                new ChatCommand("set quiet", "", "do not", _ -> verbose(false)),
                new ChatCommand("set wordwrap", "", "break lines between words", _ -> wordWrap(true)),
                new ChatCommand("set nowordwrap", "", "leave lines to the terminal", _ -> wordWrap(false)),
                new ChatCommand("set format json", "", "have it answer in JSON", _ -> json()),
                new ChatCommand("set noformat", "", "have it answer as it likes", _ -> noFormat()));
    }

    private void system(String text) {
        dialogue.change(it -> it.withSystem(text));
        notices.say("(set)");
    }

    private void think(String word) {
        Thinking thinking = Thinking.parse(word);
        dialogue.change(it -> it.withPrompt(thinking.in(it.prompt())));
        boolean can = Thinking.isPossible(dialogue.model(), dialogue.options());
        notices.say(
                !can ? Thinking.IMPOSSIBLE : thinking.on() ? "(it thinks before it answers)" : "(it answers at once)");
    }

    private void verbose(boolean on) {
        answerer.verbose(on);
        notices.say(on ? "(speeds are told)" : "(speeds are not told)");
    }

    private void wordWrap(boolean on) {
        answerer.wrapWords(on);
        notices.say(on ? "(lines are broken between words)" : "(lines are left to the terminal)");
    }

    private void json() {
        Grammar object = Grammar.jsonSchema("{\"type\": \"object\"}");
        dialogue.change(it -> it.withGeneration(it.generation().withGrammar(object)));
        notices.say("(it answers in JSON)");
    }

    private void noFormat() {
        dialogue.change(it -> it.withGeneration(withoutGrammar(it.generation())));
        notices.say("(it answers as it likes)");
    }

    private static GenerationOptions withoutGrammar(GenerationOptions it) {
        return new GenerationOptions(it.maxTokens(), it.softLanding(), it.timeLimit(), it.stopStrings(),
                it.stopTokens(), it.stopWhen(), it.endsWithModel(), Optional.empty(), it.logProbabilities());
    }

    private void parameter(String rest) {
        String[] words = rest.split("\\s+", 2);
        if (words.length < 2) throw new IllegalArgumentException("usage: /set parameter NAME VALUE");
        dialogue.change(it -> with(it, words[0], words[1]));
        String value = words[0].equals("stop") ? String.join(", ", stops(words[1])) : words[1];
        notices.say("(%s is %s)".formatted(words[0], value));
    }

    /// Each word ends an answer, as in Ollama.
    private static String[] stops(String value) {
        return value.split("\\s+");
    }

    private static ChatOptions with(ChatOptions options, String name, String value) {
        ParameterNames.require(name);
        return switch (name) {
            case "num_ctx" -> {
                SessionOptions session = options.session();
                yield options.withSession(session.withContextLength(whole(name, value)));
            }
            case "num_predict" -> {
                int count = whole(name, value);
                yield options.withMaxTokens(count < 0 ? GenerationOptions.UNLIMITED : count);
            }
            case "stop" -> options.withGeneration(options.generation().withStopStrings(stops(value)));
            default -> options.withSampler(with(options.sampler(), name, value));
        };
    }

    /// The order of the stages becomes the usual one, in which each has its place.
    private static Sampler with(Sampler sampler, String name, String value) {
        ObjectNode fields = (ObjectNode) JsonMapper.shared().readTree(sampler.toJson());
        fields.remove("samplers");
        fields.set(name, number(name, value));
        return Sampler.fromJson(fields.toString());
    }

    private static JsonNode number(String name, String value) {
        if (!value.matches("-?\\d+(\\.\\d+)?"))
            throw new IllegalArgumentException("%s is \"%s\": give a number".formatted(name, value));
        return JsonMapper.shared().readTree(value);
    }

    private static int whole(String name, String value) {
        JsonNode number = number(name, value);
        if (!number.canConvertToInt() || !number.isIntegralNumber())
            throw new IllegalArgumentException("%s is %s: give a whole number".formatted(name, value));
        return number.intValue();
    }
}
