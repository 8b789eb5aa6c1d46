package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextDeltaEvent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaModels;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// OpenAI's client for Java, which compares each answer with OpenAI's schema, and LangChain4j, as they are.
final class JavaClientsTest {
    private static final String QUESTION = "Why is the sky blue?";
    private static TestServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.at("/v1").toString())
                .apiKey("any")
                .responseValidation(true)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder()
                .model("smollm2")
                .addUserMessage(QUESTION)
                .maxCompletionTokens(12)
                .temperature(0.0);
    }

    private static String answer() {
        ChatCompletion answer = client.chat().completions().create(question().build());
        return answer.choices().getFirst().message().content().orElseThrow();
    }

    @Test
    void openai_s_client_chats() {
        ChatCompletion answer = client.chat().completions()
                .create(question().logprobs(true).topLogprobs(2).n(2).build());
        answer.validate();
        assertEquals(2, answer.choices().size());
        assertEquals(24, answer.usage().orElseThrow().completionTokens());
        assertEquals(12, answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow().size());
    }

    @Test
    void openai_s_client_streams() {
        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions()
                .createStreaming(question().build())) {
            String text = stream.stream()
                    .peek(ChatCompletionChunk::validate)
                    .flatMap(it -> it.choices().stream())
                    .map(it -> it.delta().content().orElse(""))
                    .collect(Collectors.joining());
            assertEquals(answer(), text);
        }
    }

    private static ResponseCreateParams.Builder response() {
        return ResponseCreateParams.builder().model("smollm2").input(QUESTION).maxOutputTokens(12).temperature(0.0);
    }

    @Test
    void openai_s_client_gets_responses() {
        Response whole = client.responses().create(response().build());
        whole.validate();
        String text = whole.output().getFirst().asMessage().content().getFirst().asOutputText().text();
        assertEquals(answer(), text);
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(response().build())) {
            assertEquals(text, stream.stream()
                    .peek(ResponseStreamEvent::validate)
                    .flatMap(it -> it.outputTextDelta().stream())
                    .map(ResponseTextDeltaEvent::delta)
                    .collect(Collectors.joining()));
        }
    }

    @Test
    void openai_s_client_gets_vectors_and_models() {
        var vectors = client.embeddings().create(EmbeddingCreateParams.builder().model("bert").input("a").build());
        assertEquals(64, vectors.data().getFirst().embedding().size());
        assertEquals(2, client.models().list().data().size());
    }

    @Test
    void openai_s_client_knows_the_errors() {
        assertThrows(NotFoundException.class,
                () -> client.chat().completions().create(question().model("nobody").build()));
        assertThrows(BadRequestException.class,
                () -> client.chat().completions().create(question().addUserMessage("word ".repeat(3000)).build()));
    }

    @Test
    void langchain4j_chats_in_both_protocols() throws Exception {
        ChatModel openAi = OpenAiChatModel.builder().baseUrl(server.at("/v1").toString()).apiKey("any")
                .modelName("smollm2").maxCompletionTokens(12).temperature(0.0).build();
        ChatModel ollama = OllamaChatModel.builder().baseUrl(server.at("").toString()).modelName("smollm2")
                .numPredict(12).temperature(0.0).build();
        assertEquals(answer(), openAi.chat(QUESTION));
        ChatResponse response = ollama.chat(ChatRequest.builder().messages(UserMessage.from(QUESTION)).build());
        assertEquals(answer(), response.aiMessage().text());
        assertEquals(12, response.tokenUsage().outputTokenCount());
    }

    @Test
    void langchain4j_streams_in_both_protocols() throws Exception {
        StreamingChatModel openAi = OpenAiStreamingChatModel.builder().baseUrl(server.at("/v1").toString())
                .apiKey("any")
                .modelName("smollm2").maxCompletionTokens(12).temperature(0.0).build();
        StreamingChatModel ollama = OllamaStreamingChatModel.builder().baseUrl(server.at("").toString())
                .modelName("smollm2").numPredict(12).temperature(0.0).build();
        assertEquals(answer(), streamed(openAi));
        assertEquals(answer(), streamed(ollama));
    }

    private static String streamed(StreamingChatModel model) throws Exception {
        var whole = new CompletableFuture<String>();
        var text = new StringBuilder();
        model.chat(QUESTION, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                text.append(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                whole.complete(text.toString());
            }

            @Override
            public void onError(Throwable failure) {
                whole.completeExceptionally(failure);
            }
        });
        return whole.get(60, TimeUnit.SECONDS);
    }

    @Test
    void langchain4j_reads_ollama_s_lists_and_vectors() {
        var models = OllamaModels.builder().baseUrl(server.at("").toString()).build();
        assertEquals(2, models.availableModels().content().size());
        assertEquals("gguf", models.modelCard("smollm2").content().getDetails().getFormat());
        assertFalse(models.runningModels().content().isEmpty());
        var embedder = OllamaEmbeddingModel.builder().baseUrl(server.at("").toString()).modelName("bert").build();
        assertTrue(embedder.embed("a").content().dimension() == 64);
    }
}
