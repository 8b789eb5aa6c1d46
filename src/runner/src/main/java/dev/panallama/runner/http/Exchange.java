package dev.panallama.runner.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One request and its answer. Serves the thread that answers it; only what is done when the client goes away runs elsewhere.
public final class Exchange {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int NOT_MODIFIED = 304;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Visit visit;
    private final List<String> values;
    private final RequestBody body;
    private @Nullable JsonNode json; // of the body, once somebody wants it
    private final @Nullable Upload upload;
    private final Dialect dialect;
    private final Delivery delivery;
    private Function<Problem, String> inStream;
    private @Nullable AnswerStream stream;
    private final Cancellation cancellation;

    /// @param values what stands in the path where the route is open
    /// @param body what was sent
    /// @param upload reads it instead, if the endpoint does that by itself
    /// @param delivery takes the answer to the client
    Exchange(Vertx vertx, HttpServerRequest request, Visit visit, List<String> values, RequestBody body,
            @Nullable Upload upload, Dialect dialect, Delivery delivery) {
        this.vertx = vertx;
        this.request = request;
        this.visit = visit;
        this.values = values;
        this.body = body;
        this.upload = upload;
        this.dialect = dialect;
        this.delivery = delivery;
        inStream = dialect.inStream();
        cancellation = new Cancellation(vertx);
    }

    /// Returns the fields of the JSON object that was sent.
    ///
    /// @throws RequestException if it is none
    public Fields fields() {
        return new Fields(json());
    }

    /// Returns the JSON that was sent.
    ///
    /// @throws RequestException if it is none
    public JsonNode json() {
        if (json == null) json = body.json();
        return json;
    }

    /// Returns what is sent, while it comes. Its reading throws a [CancellationException] if the client goes away.
    ///
    /// @throws IllegalStateException if the route is none for uploads
    public InputStream upload() {
        if (upload == null) throw new IllegalStateException("this page has its requests as a whole");
        return upload;
    }

    /// Returns how much is sent, if the client says that.
    public OptionalLong length() {
        String length = request.getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(length))
                : OptionalLong.empty();
    }

    /// Returns what stands in the path where the route is open: in place of a `{}`, or of the `*` at its end.
    ///
    /// @param index counts from 0
    public String value(int index) {
        return values.get(index);
    }

    /// Returns a parameter of the query, if it is given and not empty.
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParam(name)).filter(it -> !it.isEmpty());
    }

    /// Returns a header of the request, if it is there.
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /// Notes for the log which model answers.
    public void noteModel(String name) {
        visit.note(name);
    }

    /// Notes for the log how many tokens the prompts and the answers have.
    public void noteTokens(int prompt, int generated) {
        visit.note(prompt, generated);
    }

    /// Does something when the client goes away before it has its whole answer, or a part of the answer fails, and again every
    /// few milliseconds until the watch is closed: it may have come too early, when there was nothing to stop yet. On another
    /// thread.
    public Watch whenGone(Runnable action) {
        return cancellation.on(action);
    }

    /// Interrupts this thread when the client goes away, until the watch is closed.
    public Watch interruptWhenGone() {
        return cancellation.interrupting();
    }

    /// Interrupts this thread when the client goes away, until the answer has another way to end.
    void interruptAtFirst() {
        cancellation.interruptAtFirst();
    }

    /// Ends all that is being done for the answer, for good: its client has gone, or a part of it has failed.
    public void giveUp() {
        cancellation.cancel();
    }

    /// Nobody does anything for the answer any more.
    void end() {
        cancellation.end();
        body.drop();
        json = null; // a connection that is not read any more would keep it
    }

    /// Answers with JSON.
    public void send(JsonNode json) {
        send(200, json);
    }

    /// Answers with plain text.
    public void sendText(String text) {
        sendText(text, "text/plain; charset=utf-8");
    }

    /// Answers with text of another kind.
    public void sendText(String text, String contentType) {
        end(200, contentType, text);
    }

    /// Answers that it is done.
    public void sendNothing() {
        sendNothing(200);
    }

    /// Answers that something is there which was not before.
    public void sendCreated() {
        sendNothing(201);
    }

    /// Answers with bytes as they are, or with none if the status is one without.
    ///
    /// @param headers those of the answer besides its length
    public void sendBytes(int status, Map<String, String> headers, byte[] bytes) {
        HttpServerResponse response = response().setStatusCode(status);
        headers.forEach(response::putHeader);
        if (status == NOT_MODIFIED) delivery.await(response.end());
        else delivery.sendWhole(Buffer.buffer(bytes));
    }

    /// Answers that it is done, with the status which says that there is nothing to read.
    public void sendNoContent() {
        sendNothing(204);
    }

    /// Answers with what was made.
    public void sendCreated(JsonNode json) {
        send(201, json);
    }

    /// Has a browser keep the answer as a file.
    ///
    /// @param name what it proposes: letters, digits, dots and hyphens
    public Exchange asFile(String name) {
        response().putHeader("Content-Disposition", "attachment; filename=\"%s\"".formatted(name));
        return this;
    }

    private void sendNothing(int status) {
        delivery.await(response().setStatusCode(status).end());
    }

    private void send(int status, JsonNode json) {
        end(status, "application/json; charset=utf-8", MAPPER.writeValueAsString(json));
    }

    private void end(int status, String contentType, String text) {
        response().setStatusCode(status).putHeader("Content-Type", contentType);
        delivery.sendWhole(Buffer.buffer(text));
    }

    /// Begins an answer that comes piece by piece.
    public AnswerStream stream(Framing framing) {
        return stream(framing, dialect.inStream());
    }

    /// Begins an answer that comes piece by piece.
    ///
    /// @param failed returns what ends it if it fails, as that travels
    public AnswerStream stream(Framing framing, Function<Problem, String> failed) {
        stream = new AnswerStream(vertx, response(), delivery, framing);
        inStream = failed;
        return stream;
    }

    /// Answers with what went wrong, or ends a stream with it that has begun.
    void fail(Problem problem) {
        if (stream != null) stream.close();
        if (stream != null && stream.hasBegun()) {
            stream.endWith(inStream.apply(problem));
            return;
        }
        problem.headers().forEach(response()::putHeader);
        send(problem.kind().status(), dialect.body().apply(problem));
    }

    /// Ends what nobody waits for.
    void abandon() {
        if (stream != null) stream.close();
        if (!request.response().ended()) close();
    }

    /// Ends the connection.
    void close() {
        request.connection().close();
    }

    /// Where not all was read that is sent, the connection is of no more use.
    private HttpServerResponse response() {
        HttpServerResponse response = request.response();
        return upload == null || upload.isRead() ? response : response.putHeader("Connection", "close");
    }
}
