package dev.panallama.runner.llamacpp;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.runner.answering.ConversationFields;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.serving.ModelPool;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// Writes conversations as a model reads them.
record TemplatePage(ModelPool models) {
    void answer(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        List<ChatMessage> messages = ConversationFields.messages(fields);
        PromptOptions options = ConversationFields.options(fields, fields.text("reasoning_effort"));
        boolean open = fields.flag("add_generation_prompt").orElse(true);
        models.run(models.nameOr(fields.text("model")), loaded -> {
            ChatTemplate template = loaded.model()
                    .chatTemplate()
                    .orElseThrow(() -> new UnsupportedOperationException(
                            "this model has no chat template: it continues text, so ask /completion"));
            String prompt = open
                    ? template.prompt(messages, options).text().toString()
                    : template.transcript(messages, options).toString();
            exchange.send(JsonNodeFactory.instance.objectNode().put("prompt", prompt));
        });
    }
}
