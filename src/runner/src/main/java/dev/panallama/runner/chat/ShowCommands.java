package dev.panallama.runner.chat;

import dev.panallama.ModelInfo;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.runner.console.Notices;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The commands that tell about a model and how a chat goes.
///
/// @param notices hears it
/// @param shelf has the model
/// @param model what it is found by
record ShowCommands(Dialogue dialogue, Notices notices, Shelf shelf, String model) {
    List<ChatCommand> all() {
        return List.of(
                new ChatCommand("show info", "", "tell about the model", _ -> info()),
                new ChatCommand("show license", "", "tell its licence", _ -> license()),
                new ChatCommand("show modelfile", "", "tell the Modelfile", _ -> notices.say(shelf.modelfile(model))),
                new ChatCommand("show parameters", "", "tell how tokens are chosen", _ -> parameters()),
                new ChatCommand("show system", "", "tell what the model is told first", _ -> system()),
                new ChatCommand("show template", "", "tell the chat template", _ -> template()));
    }

    private void info() {
        ModelInfo info = dialogue.model().info();
        say("name", info.name());
        say("architecture", info.architecture());
        say("parameters", String.format(Locale.ROOT, "%.2f M", info.parameterCount() / 1e6));
        say("context length", info.trainedContextLength());
        say("embedding length", info.embeddingLength());
        say("quantization", info.quantization());
    }

    private void license() {
        ModelInfo.License license = dialogue.model().info().license();
        List<String> known = List.of(license.name(), license.id(), license.link()).stream()
                .flatMap(Optional::stream)
                .toList();
        notices.say(known.isEmpty() ? "the file does not say" : String.join(", ", known));
    }

    private void parameters() {
        var generation = dialogue.options().generation();
        notices.say(dialogue.options().sampler().toJson());
        say("num_ctx", dialogue.session().contextLength());
        say("num_predict", generation.maxTokens());
        generation.stopStrings().forEach(it -> say("stop", it));
    }

    private void system() {
        String system = dialogue.options().system();
        notices.say(system.isEmpty() ? "it is told nothing" : system);
    }

    private void template() {
        Optional<ChatTemplate> template = dialogue.options().template().or(() -> dialogue.model().chatTemplate());
        notices.say(template.map(ChatTemplate::source).orElse("the model has none"));
    }

    private void say(String what, Object value) {
        notices.say("%-20s %s".formatted(what, value));
    }
}
