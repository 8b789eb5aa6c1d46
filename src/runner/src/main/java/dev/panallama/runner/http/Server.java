package dev.panallama.runner.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Listens for HTTP requests and has endpoints answer them, each on a virtual thread. It notices at once when a client goes
/// away. Routes are added before it starts.
public final class Server implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.panallama.server");
    private static final int MAX_HEADERS = 32 << 10; // bytes
    private static final int EVENT_LOOPS = 2;
    private static final int CLIENT_GONE = 499; // nobody gets this status: nginx's name for it in logs
    private static final long LINGER = 1000; // milliseconds
    private static final long LONGEST_REQUEST = 120_000; // milliseconds until it is there as a whole
    private static final long NONE = -1; // no timer
    private static final long GRACE = 10; // seconds that answers have to end when it is closed

    private final ServerOptions options;
    private final Access access;
    private final Function<String, Dialect> dialects;
    private final Function<Exception, Problem> problems;
    private final RequestLog log;
    private final Map<Integer, LongAdder> answered = new ConcurrentSkipListMap<>(); // by status
    private final Routes routes = new Routes();
    private final Vertx vertx;
    private @Nullable HttpServer http;

    /// Creates a server that does not listen yet.
    ///
    /// @param dialects the one of each path
    /// @param problems what an exception is to the one who asked
    /// @throws IOException if the host has no address, or the file for requests cannot be written
    public Server(ServerOptions options, Function<String, Dialect> dialects, Function<Exception, Problem> problems)
            throws IOException {
        this.options = options;
        this.dialects = dialects;
        this.problems = problems;
        access = Access.of(options);
        log = RequestLog.open(options.log());
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
    }

    /// Adds what answers `GET` and `HEAD`.
    ///
    /// @param path begins with a slash; `{}` takes one part of a path, and `/*` at its end everything below
    public Server get(String path, Endpoint endpoint) {
        routes.add(HttpMethod.GET, path, new Routes.Route(endpoint, false));
        return this;
    }

    /// Adds what answers `POST`.
    public Server post(String path, Endpoint endpoint) {
        routes.add(HttpMethod.POST, path, new Routes.Route(endpoint, false));
        return this;
    }

    /// Adds what answers `HEAD`, where there is no `GET`.
    public Server head(String path, Endpoint endpoint) {
        routes.add(HttpMethod.HEAD, path, new Routes.Route(endpoint, false));
        return this;
    }

    /// Adds what answers `POST` and reads by itself what is sent, of whatever length: see [Exchange#upload].
    public Server upload(String path, Endpoint endpoint) {
        routes.add(HttpMethod.POST, path, new Routes.Route(endpoint, true));
        return this;
    }

    /// Adds what answers `PATCH`.
    public Server patch(String path, Endpoint endpoint) {
        routes.add(HttpMethod.PATCH, path, new Routes.Route(endpoint, false));
        return this;
    }

    /// Adds what answers `DELETE`.
    public Server delete(String path, Endpoint endpoint) {
        routes.add(HttpMethod.DELETE, path, new Routes.Route(endpoint, false));
        return this;
    }

    /// Returns how many requests were answered, by status.
    public Map<Integer, Long> answered() {
        var counts = new TreeMap<Integer, Long>();
        answered.forEach((status, count) -> counts.put(status, count.sum()));
        return counts;
    }

    /// Begins to listen.
    ///
    /// @return where
    /// @throws IOException if the address is taken or not one of this machine
    public InetSocketAddress start() throws IOException {
        var idle = new IdleConnections(vertx, options.idle());
        HttpServer made = vertx.createHttpServer(new HttpServerOptions()
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false) // a connection has one answer at a time, and ends with it
                .setReuseAddress(true))
                .connectionHandler(idle::add)
                .requestHandler(request -> handle(request, idle))
                .exceptionHandler(failure -> LOG.log(Level.DEBUG, "a connection failed", failure));
        try {
            made.listen(options.port(), options.host()).toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw new IOException("cannot listen on %s:%d: %s".formatted(options.host(), options.port(),
                    reason(failed)), failed);
        }
        http = made;
        return new InetSocketAddress(options.host(), made.actualPort());
    }

    private String reason(CompletionException failed) {
        if (!(failed.getCause() instanceof BindException)) return String.valueOf(failed.getMessage());
        return Occupant.of(options.host(), options.port())
                .map(it -> it + " is running there already: use that one, end it, or choose another port")
                .orElse("another program listens there, or it is no address of this machine: choose another port or address");
    }

    private void handle(HttpServerRequest request, IdleConnections idle) {
        var visit = new Visit(request);
        String path = visit.path();
        idle.asked(request.connection());
        request.response().endHandler(_ -> { // is called as well where the client goes away before
            if (!request.response().ended()) return;
            note(visit, request.response().getStatusCode());
            idle.answered(request.connection());
        });
        Dialect dialect = dialects.apply(path);
        access.allow(request);
        try {
            access.refusal(request).ifPresent(it -> {
                throw it.asException();
            });
            if (request.method().equals(HttpMethod.OPTIONS)) request.response().setStatusCode(204).end();
            else receive(request, visit, routes.find(request.method(), path), dialect);
        } catch (RequestException refused) {
            refuse(request, dialect, refused.problem());
        }
    }

    private void note(Visit visit, int status) {
        answered.computeIfAbsent(status, _ -> new LongAdder()).increment();
        var served = ServedRequest.of(visit, status);
        log.write(served);
        options.listener().accept(served);
        LOG.log(Level.DEBUG, served::line);
    }

    private void receive(HttpServerRequest request, Visit visit, Routes.Found found, Dialect dialect) {
        var body = RequestBody.of(request, options.maxBodyBytes());
        if (found.route().uploads()) body.refuseIfPacked();
        Upload upload = found.route().uploads() ? new Upload(vertx.getOrCreateContext(), request) : null;
        var exchange = new Exchange(vertx, request, visit, found.values(), body, upload, dialect);
        long late = upload != null ? NONE : vertx.setTimer(LONGEST_REQUEST, _ -> request.connection().close());
        request.response().closeHandler(_ -> {
            vertx.cancelTimer(late);
            if (!request.response().ended()) note(visit, CLIENT_GONE);
            exchange.cancel();
        });
        request.exceptionHandler(failure -> LOG.log(Level.DEBUG, "a request failed", failure));
        if (upload != null) Thread.ofVirtual().start(() -> receive(exchange, upload, found.route().endpoint()));
        else receive(exchange, request, body, found.route().endpoint(), dialect, late);
    }

    private void receive(Exchange exchange, HttpServerRequest request, RequestBody body, Endpoint endpoint,
            Dialect dialect, long late) {
        request.handler(part -> {
            try {
                body.add(part);
            } catch (RequestException tooLong) {
                vertx.cancelTimer(late);
                breakOff(request, dialect, tooLong.problem());
            }
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(late);
            if (!request.response().ended()) Thread.ofVirtual().start(() -> answer(exchange, endpoint));
        });
    }

    /// Has what is sent read while it comes. Who is answered before all has come gets a second to read that.
    private void receive(Exchange exchange, Upload upload, Endpoint endpoint) {
        answer(exchange, endpoint);
        if (upload.isRead()) return;
        upload.drop();
        vertx.setTimer(LINGER, _ -> exchange.close());
    }

    private void breakOff(HttpServerRequest request, Dialect dialect, Problem problem) {
        request.handler(_ -> {}); // for a second, so that the client gets to read the answer
        request.response().putHeader("Connection", "close");
        vertx.setTimer(LINGER, _ -> request.connection().close());
        refuse(request, dialect, problem);
    }

    /// What is still to come of the request is left unread.
    private static void refuse(HttpServerRequest request, Dialect dialect, Problem problem) {
        if (request.response().ended()) return;
        request.response()
                .setStatusCode(problem.kind().status())
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(dialect.body().apply(problem).toString());
    }

    private void answer(Exchange exchange, Endpoint endpoint) {
        try {
            exchange.interruptAtFirst();
            endpoint.answer(exchange);
        } catch (CancellationException | InterruptedException _) {
            exchange.abandon();
        } catch (Exception failure) {
            fail(exchange, failure instanceof RequestException it ? it.problem() : problems.apply(failure), failure);
        } catch (Throwable broken) { // memory, say: the others go on
            fail(exchange, new Problem(Problem.Kind.FAILED, "something failed here: the server's log says what"),
                    broken);
        } finally {
            exchange.end();
        }
    }

    private static void fail(Exchange exchange, Problem problem, Throwable failure) {
        if (problem.kind() == Problem.Kind.FAILED) LOG.log(Level.ERROR, "a request could not be answered", failure);
        try {
            exchange.fail(problem);
        } catch (RuntimeException _) { // nobody is there to hear it, or the answer was there already
            exchange.abandon();
        }
    }

    /// Stops listening, waits some seconds for answers that are under way, and ends the rest. Closing twice does nothing.
    @Override
    public void close() {
        Optional.ofNullable(http).ifPresent(it -> join(it.shutdown(GRACE, TimeUnit.SECONDS)));
        http = null;
        join(vertx.close());
        log.close();
    }

    private static void join(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException failed) {
            LOG.log(Level.DEBUG, "while closing", failed);
        }
    }
}
