package dev.panallama.runner.ollama;

import dev.panallama.ChatOptions;
import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Token;
import dev.panallama.chat.ChatJson;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.ToolCall;
import dev.panallama.runner.answering.Answering;
import dev.panallama.runner.answering.ModelRequest;
import dev.panallama.runner.answering.Question;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chat`.
record ChatPage(ModelPool models) {
    /// Answers one request.
    void answer(Exchange exchange) throws Exception {
        long start = System.nanoTime();
        ModelRequest asked = ModelRequest.naming(exchange, models);
        Fields fields = asked.sent();
        var options = new RequestOptions(fields, asked.model().settings());
        List<ChatMessage> messages = messages(fields);
        if (messages.isEmpty()) {
            Loading.answer(asked, true);
            return;
        }
        ChatOptions chat = withTools(options.chat(), fields);
        boolean stream = fields.flag("stream").orElse(true);
        asked.run(model -> {
            options.checkContext(model);
            options.checkThinking(model, model.template(chat));
            answer(exchange, model, chat, messages, new Took(exchange, model, start), stream);
        });
    }

    private static ChatOptions withTools(ChatOptions options, Fields fields) {
        if (fields.list("tools").isEmpty()) return options;
        String tools = fields.node().get("tools").toString();
        return Answering.checked("tools",
                () -> options.withPrompt(options.prompt().withTools(ChatJson.tools(tools))));
    }

    /// Ollama names the tool of an answer by `tool_name`.
    private static List<ChatMessage> messages(Fields fields) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (JsonNode it : fields.list("messages")) {
            if (!it.isObject()) throw RequestException.of("messages", "has one that is no object");
            ObjectNode message = ((ObjectNode) it).deepCopy();
            if (!message.path("images").isEmpty())
                throw RequestException.of("messages", "has images: models here read text alone");
            if (message.path("tool_name").isString()) message.set("name", message.get("tool_name"));
            messages.add(message);
        }
        return Answering.checked("messages", () -> ChatJson.messages(messages.toString()));
    }

    private static void answer(Exchange exchange, LoadedModel model, ChatOptions options, List<ChatMessage> messages,
            Took took, boolean streamed) {
        var question = new Question(messages, options);
        if (streamed) {
            AnswerStream out = exchange.stream(Framing.LINES);
            Reply _ = Answering.run(exchange, model, question, it -> stream(out, took, it));
        } else exchange.send(Answering.run(exchange, model, question, it -> whole(took, it)));
    }

    private static ObjectNode whole(Took took, ReplyStream stream) {
        var tokens = new ArrayList<Token>();
        for (Delta _ : stream) {
            took.firstToken();
            tokens.addAll(stream.takeTokens());
        }
        Reply reply = Answering.completed(stream);
        tokens.addAll(stream.takeTokens());
        ObjectNode part = took.part();
        took.score(part, tokens);
        ObjectNode message = message(part, reply.text());
        if (!reply.reasoning().isEmpty()) message.put("thinking", reply.reasoning());
        putCalls(message, reply.calls());
        return end(took, part, reply);
    }

    private static Reply stream(AnswerStream out, Took took, ReplyStream stream) {
        for (Delta delta : stream) {
            took.firstToken();
            ObjectNode part = took.part();
            switch (delta) {
                case Delta.Text(String text) -> message(part, text);
                case Delta.Reasoning(String text) -> message(part, "").put("thinking", text);
                case Delta.ToolCall _,Delta.ToolAnswer _ -> { // calls come whole, at the end
                    continue;
                }
            }
            took.score(part, stream.takeTokens());
            out.write(part.put("done", false).toString());
        }
        Reply reply = Answering.completed(stream);
        if (!reply.calls().isEmpty()) {
            ObjectNode part = took.part();
            putCalls(message(part, ""), reply.calls());
            out.write(part.put("done", false).toString());
        }
        ObjectNode last = took.part();
        message(last, "");
        took.score(last, stream.takeTokens());
        out.write(end(took, last, reply).toString());
        out.end();
        return reply;
    }

    private static ObjectNode end(Took took, ObjectNode part, Reply reply) {
        Reply.Usage usage = reply.usage();
        return took.end(part, reply.finishReason() == FinishReason.STOP ? "stop" : "length",
                usage.prompt() + usage.reused(), usage.generated());
    }

    private static ObjectNode message(ObjectNode part, String content) {
        return part.putObject("message").put("role", "assistant").put("content", content);
    }

    private static void putCalls(ObjectNode message, List<ToolCall> calls) {
        if (calls.isEmpty()) return;
        ArrayNode list = message.putArray("tool_calls");
        for (ToolCall it : calls) {
            ObjectNode call = list.addObject().put("id", Answering.callId("call_", it.id()));
            ObjectNode function = call.putObject("function").put("name", it.name());
            function.set("arguments", Answering.arguments(it));
        }
    }
}
