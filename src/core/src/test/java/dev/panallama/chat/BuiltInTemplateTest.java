package dev.panallama.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.jinja.TemplateException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BuiltInTemplateTest {
    private static final List<ChatMessage> TALK = List.of(
            ChatMessage.system("Be brief."), ChatMessage.user("One?"), ChatMessage.assistant("Two."),
            ChatMessage.user("Three?"));

    @Test
    void llama_2_is_written_with_brackets_and_a_text_for_each_exchange() {
        assertEquals("<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nOne? [/INST] Two. </s><s>[INST] Three? [/INST]",
                text("llama2", TALK));
    }

    @Test
    void the_others_are_written_as_their_models_were_trained() {
        assertEquals("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne?<|im_end|>\n"
                + "<|im_start|>assistant\nTwo.<|im_end|>\n<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n",
                text("chatml", TALK));
        assertEquals("<s>Be brief. USER: One? ASSISTANT: Two.</s>USER: Three? ASSISTANT:", text("vicuna", TALK));
        assertEquals("<s>Be brief.\n\n### Instruction:\nOne?\n\n### Response:\nTwo.</s>\n\n"
                + "### Instruction:\nThree?\n\n### Response:\n", text("alpaca", TALK));
        assertEquals("<s>[INST] Be brief.\n\nOne? [/INST] Two.</s>[INST] Three? [/INST]", text("mistral", TALK));
        assertEquals(
                "<bos><start_of_turn>user\nBe brief.\n\nOne?<end_of_turn>\n<start_of_turn>model\nTwo.<end_of_turn>\n"
                        + "<start_of_turn>user\nThree?<end_of_turn>\n<start_of_turn>model\n",
                text("gemma", TALK));
        assertTrue(text("llama3", TALK).endsWith("<|start_header_id|>user<|end_header_id|>\n\nThree?<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n"), text("llama3", TALK));
        assertTrue(text("phi3", TALK).endsWith("<|user|>\nThree?<|end|>\n<|assistant|>\n"), text("phi3", TALK));
        assertTrue(text("zephyr", TALK).endsWith("<|user|>\nThree?</s>\n<|assistant|>\n"), text("zephyr", TALK));
    }

    @Test
    void every_name_has_a_template_that_writes_a_question() {
        for (String name : ChatTemplate.builtInNames())
            assertTrue(text(name, List.of(ChatMessage.user("Why is the sky blue?"))).contains("Why is the sky blue?"),
                    name);
    }

    @Test
    void roles_out_of_order_are_refused_where_the_model_does_not_know_them() {
        var twice = List.of(ChatMessage.user("One."), ChatMessage.user("Two."));
        for (String name : List.of("llama2", "mistral"))
            assertThrows(TemplateException.class, () -> text(name, twice), name);
    }

    @Test
    void a_name_that_there_is_not_is_refused_with_those_that_there_are() {
        var refused = assertThrows(IllegalArgumentException.class, () -> ChatTemplate.builtIn("lama2"));
        assertTrue(refused.getMessage().contains("llama2"), refused.getMessage());
    }

    @Test
    void llama_guard_names_categories_and_the_speaker_to_judge() {
        String text = text("llama-guard", List.of(ChatMessage.user("Hi."), ChatMessage.assistant("Hello.")));
        assertTrue(text.contains("S1: Violent Crimes.\n") && text.contains("Agent: Hello.\n"), text);
        assertTrue(text.contains("ONLY THE LAST Agent message"), text);
        var own = PromptOptions.defaults().withVariable("categories", java.util.Map.of("S1", "Cooking."));
        assertTrue(ChatTemplate.builtIn("llama-guard").prompt(List.of(ChatMessage.user("Hi.")), own).text().toString()
                .contains("S1: Cooking.\n"));
    }

    private static String text(String name, List<? extends ChatMessage> messages) {
        return ChatTemplate.builtIn(name).prompt(messages).text().toString();
    }
}
