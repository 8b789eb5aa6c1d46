package dev.panallama;

import dev.panallama.chat.ChatTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The chat templates of a model, parsed when they are asked for. Any thread may use it.
final class ModelTemplates {
    private static final Map<String, String> MARKS = marks();
    private static final Pattern TALKS = Pattern.compile("chat|instruct|\\bit\\b");
    private static final Pattern LLAMA2 = Pattern.compile("llama[ _.-]?(v?2)\\b");

    private final ModelInfo info;
    private final Vocabulary vocabulary;
    private final Map<String, ChatTemplate> parsed = new ConcurrentHashMap<>();

    ModelTemplates(ModelInfo info, Vocabulary vocabulary) {
        this.info = info;
        this.vocabulary = vocabulary;
    }

    Optional<ChatTemplate> standard() {
        return info.chatTemplate().map(this::parsed).or(() -> builtIn().map(ChatTemplate::builtIn).map(this::ofModel));
    }

    Optional<ChatTemplate> named(String name) {
        return Optional.ofNullable(info.chatTemplates().get(name)).map(this::parsed);
    }

    /// Returns a template that writes this model's tokens at the beginning and the end of texts.
    ChatTemplate ofModel(ChatTemplate template) {
        ChatTemplate fitted = template;
        if (!template.hasVariable("bos_token"))
            fitted = fitted.withVariable("bos_token", text(vocabulary.beginningOfText()));
        if (!template.hasVariable("eos_token")) fitted = fitted.withVariable("eos_token", text(vocabulary.endOfText()));
        return fitted;
    }

    private ChatTemplate parsed(String source) {
        return parsed.computeIfAbsent(source, it -> ofModel(ChatTemplate.parse(it)));
    }

    private String text(OptionalInt id) {
        return id.isPresent() ? vocabulary.text(id.getAsInt()) : "";
    }

    /// Returns which template the model was trained on, as far as its name and its vocabulary tell: a base model has the
    /// tokens of a chat as well.
    private Optional<String> builtIn() {
        if (vocabulary.kind() == Vocabulary.Kind.NONE) return Optional.empty();
        String name = info.name().toLowerCase(Locale.ROOT);
        for (String known : List.of("vicuna", "alpaca", "zephyr")) if (name.contains(known)) return Optional.of(known);
        if (!TALKS.matcher(name).find()) return Optional.empty();
        for (var mark : MARKS.entrySet()) if (isToken(mark.getKey())) return Optional.of(mark.getValue());
        if (name.contains("tinyllama")) return Optional.of("zephyr");
        if (name.contains("mistral")) return Optional.of("mistral");
        return LLAMA2.matcher(name).find() ? Optional.of("llama2") : Optional.empty();
    }

    private boolean isToken(String text) {
        int[] ids = vocabulary.tokenize(text, false, true);
        return ids.length == 1 && vocabulary.isControl(ids[0]);
    }

    private static Map<String, String> marks() {
        var marks = new LinkedHashMap<String, String>();
        marks.put("<|im_start|>", "chatml");
        marks.put("<|start_header_id|>", "llama3");
        marks.put("<start_of_turn>", "gemma");
        marks.put("<|assistant|>", "phi3");
        return marks;
    }
}
