package dev.panallama.runner.llamacpp;

import dev.panallama.ChatOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.PromptOptions;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ConversationFields;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.serving.ModelCard.Ability;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.UsualWay;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// Writes conversations as a model reads them.
record TemplatePage(ModelPool models) {
    void answer(Exchange exchange) throws Exception {
        ModelRequest asked = ModelRequest.of(exchange, models, Ability.COMPLETION);
        Fields fields = asked.sent();
        List<ChatMessage> messages = ConversationFields.messages(fields);
        PromptOptions options = ConversationFields.options(fields, fields.text("reasoning_effort"));
        boolean open = fields.flag("add_generation_prompt").orElse(true);
        asked.run(loaded -> {
            ChatTemplate template = Answering.template(loaded, ChatOptions.defaults());
            List<ChatMessage> all = UsualWay.before(messages, loaded.installed().settings());
            String prompt = open
                    ? template.prompt(all, options).text().toString()
                    : template.transcript(all, options).toString();
            exchange.send(JsonNodeFactory.instance.objectNode().put("prompt", prompt));
        });
    }
}
