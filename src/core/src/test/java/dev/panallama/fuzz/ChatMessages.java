package dev.panallama.fuzz;

import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.TinyModels;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Conversations in the chat templates that llama.cpp knows. Steps: `template TEXT`, `message ROLE TIMES TEXT`, `open`.
final class ChatMessages implements Target {
    private static final List<String> TEMPLATES = List.of("<|im_start|>", "[INST]", "[INST] [SYSTEM_PROMPT]",
            "<|start_header_id|><|end_header_id|>",
            "<start_of_turn>", "<|user|>\n<|end|>", "<|user|>\n<|endoftext|>", "[gMASK]sop", "[gMASK]<sop>",
            "<|START_OF_TURN_TOKEN|><|USER_TOKEN|>",
            "GPT4 Correct Assistant:", "<|role_start|>", "<|im_sep|>", "Assistant: ", "'\\n\\nAssistant: ' + eos_token",
            "x", "", "{{", "<<SYS>>", "strip",
            "bos_token + message['role']", "USER: ASSISTANT: ", "[|system|][|assistant|][|endofturn|]",
            "<|header_start|>", "<|system_prompt|>");
    private static final List<String> TEXTS = List.of("", " ", "Hello", "\n", "<|im_end|>", "\uD800", "a\0b", "{{ x }}",
            "语", "[INST]", "%s%n",
            "\uD83D\uDE00", "</s>", "\u2028");

    private final OpenModels models = new OpenModels();
    private final Map<String, Model> templates = new HashMap<>();

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        if (!dice.oneIn(4)) steps.add(Step.of("template", dice.of(TEMPLATES)));
        for (int i = dice.below(dice.oneIn(5) ? 40 : 5); i > 0; i--)
            steps.add(Step.of("message", dice.of(Role.values()), dice.oneIn(20) ? 1 << dice.below(16) : 1,
                    dice.of(TEXTS)));
        if (dice.oneIn(2)) steps.add(Step.of("open"));
        return steps;
    }

    @Override
    public void run(List<Step> steps) {
        Model model = models.of(TinyModels::llama);
        var messages = new ArrayList<ChatMessage>();
        boolean open = false;
        for (Step step : steps) {
            switch (step.name()) {
                case "template" -> model = of(step.text(0));
                case "open" -> open = true;
                default ->
                    messages.add(message(Role.valueOf(step.text(0)), step.text(2).repeat(step.number(1))));
            }
        }
        model.vocabulary().tokenize(model.applyChatTemplate(messages, open), true, true);
    }

    private Model of(String template) {
        return templates.computeIfAbsent(template, _ -> Model.load(TinyModels.llama(), ModelOptions.defaults()
                .withGpuLayers(0)
                .withOverride("tokenizer.chat_template", template)));
    }

    @Override
    public void close() {
        templates.values().forEach(Model::close);
        models.close();
    }

    private static ChatMessage message(Role role, String text) {
        return switch (role) {
            case SYSTEM -> ChatMessage.system(text);
            case USER, TOOL -> ChatMessage.user(text);
            case ASSISTANT -> ChatMessage.assistant(text);
        };
    }
}
