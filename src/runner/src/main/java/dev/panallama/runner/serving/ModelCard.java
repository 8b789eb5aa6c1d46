package dev.panallama.runner.serving;

import dev.panallama.Chat;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import dev.panallama.jinja.TemplateException;
import dev.panallama.quantization.Quantization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a model says of itself, without being loaded: its file, and whoever has given it a template. Immutable.
///
/// @param architecture such as `llama`
/// @param parameters how many weights it has
/// @param quantization what they are stored as, such as `Q4_K_M`
/// @param contextLength how many tokens it was trained on at a time, 0 if it does not say
/// @param embeddingLength how wide it is, 0 if it does not say
/// @param template its chat template
/// @param license the name of its licence
/// @param abilities what it is good for
/// @param metadata its single values: whole numbers, real ones, true or false, texts
/// @param digest tells it from other files: SHA-256 over its header, in hexadecimal digits, not over all its data
public record ModelCard(
        String architecture,
        long parameters,
        String quantization,
        int contextLength,
        int embeddingLength,
        Optional<String> template,
        Optional<String> license,
        Set<Ability> abilities,
        Map<String, Object> metadata,
        String digest) {
    private static final Set<String> RANK_HEAD = Set.of("cls.weight", "cls.output.weight");

    /// What a model is good for.
    public enum Ability {
        COMPLETION, TOOLS, INSERT, EMBEDDING, RERANK, THINKING;

        /// Returns Ollama's name of it.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param given a template instead of that in the file
    static ModelCard of(Gguf file, Optional<String> given) {
        String architecture = file.text("general.architecture").orElse("unknown");
        Optional<String> template = given.or(() -> file.text("tokenizer.chat_template"));
        return new ModelCard(
                architecture,
                file.tensors().stream().mapToLong(ModelCard::elements).sum(),
                quantization(file),
                (int) file.whole(architecture + ".context_length").orElse(0),
                (int) file.whole(architecture + ".embedding_length").orElse(0),
                template,
                file.text("general.license"),
                abilities(file, architecture, template),
                values(file),
                digest(file));
    }

    private static long elements(GgufTensor tensor) {
        return tensor.elements();
    }

    private static String quantization(Gguf file) {
        int id = (int) file.whole("general.file_type").orElse(-1);
        return Arrays.stream(Quantization.values())
                .filter(it -> it.id() == id)
                .findFirst()
                .map(Quantization::name)
                .orElse("unknown");
    }

    private static Set<Ability> abilities(Gguf file, String architecture, Optional<String> template) {
        if (file.tensors().stream().map(GgufTensor::name).anyMatch(RANK_HEAD::contains))
            return EnumSet.of(Ability.RERANK);
        if (file.metadata().containsKey(architecture + ".pooling_type")) return EnumSet.of(Ability.EMBEDDING);
        Set<Ability> all = EnumSet.of(Ability.COMPLETION);
        template.ifPresent(it -> all.addAll(abilities(it)));
        if (file.metadata().containsKey("tokenizer.ggml.fim_mid_token_id")) all.add(Ability.INSERT);
        return all;
    }

    private static Set<Ability> abilities(String template) {
        Set<Ability> some = EnumSet.noneOf(Ability.class);
        try {
            ChatTemplate parsed = ChatTemplate.parse(template);
            if (parsed.capabilities().tools()) some.add(Ability.TOOLS);
            if (Chat.canThink(parsed)) some.add(Ability.THINKING);
        } catch (TemplateException _) { // then it is of no use
        }
        return some;
    }

    private static Map<String, Object> values(Gguf file) {
        var values = new LinkedHashMap<String, Object>();
        file.metadata().forEach((key, value) -> {
            switch (value) {
                case GgufValue.Whole(_, long number) -> values.put(key, number);
                case GgufValue.Real(_, double number) -> values.put(key, number);
                case GgufValue.Flag(boolean flag) -> values.put(key, flag);
                case GgufValue.Text(String text) -> values.put(key, text);
                case GgufValue.Array _ -> {
                }
            }
        });
        return values;
    }

    private static String digest(Gguf file) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(values(file).toString().getBytes(StandardCharsets.UTF_8));
            sha.update(file.tensors().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("every Java has SHA-256", missing);
        }
    }
}
