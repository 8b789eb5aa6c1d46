package dev.panallama.runner.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private static final int SEND_BUFFER = 256 << 10; // bytes: who reads steadily is seen to, as the system tells of a third of it
    private static final int MAX_HEADERS = 32 << 10; // bytes
    private static final int EVENT_LOOPS = 2;
    private static final long GRACE = 10; // seconds that answers have to end when it is closed

    private final ServerOptions options;
    private final Limits limits;
    private final RequestLog log;
    private final Map<Integer, LongAdder> answered = new ConcurrentSkipListMap<>(); // by status
    private final Routes routes = new Routes();
    private final Vertx vertx;
    private final Reception reception;
    private @Nullable HttpServer http;

    /// Creates a server that does not listen yet.
    ///
    /// @param dialects the one of each path
    /// @param problems what an exception is to the one who asked
    /// @throws IOException if the host has no address, or the file for requests cannot be written
    public Server(ServerOptions options, Function<String, Dialect> dialects, Function<Exception, Problem> problems)
            throws IOException {
        this(options, Limits.usual(options), dialects, problems);
    }

    Server(ServerOptions options, Limits limits, Function<String, Dialect> dialects,
            Function<Exception, Problem> problems) throws IOException {
        this.options = options;
        this.limits = limits;
        Access access = Access.of(options);
        log = RequestLog.open(options.log());
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
        reception = new Reception(vertx, access, limits, routes, new Reception.Protocols(dialects, problems),
                this::note);
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
        HttpServer made = vertx.createHttpServer(new HttpServerOptions()
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false) // a connection has one answer at a time, and ends with it
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.silence().toMillis())
                .setSendBufferSize(SEND_BUFFER)
                .setReuseAddress(true))
                .connectionHandler(reception::opened)
                .requestHandler(reception::handle)
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

    private void note(ServedRequest served) {
        answered.computeIfAbsent(served.status(), _ -> new LongAdder()).increment();
        log.write(served);
        options.listener().accept(served);
        LOG.log(Level.DEBUG, served::line);
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
