package dev.panallama.runner.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/// Takes in the requests of a [Server], each from its first line to the end of its answer. The event loops call it; answers are made,
/// and noted, on virtual threads.
final class Reception {
    private static final Logger LOG = System.getLogger("dev.panallama.server");
    private static final int CLIENT_GONE = 499; // nobody gets this status: nginx's name for it in logs
    private static final long LINGER = 1000; // milliseconds

    private final Vertx vertx;
    private final Access access;
    private final Routes routes;
    private final Protocols protocols;
    private final Consumer<ServedRequest> log;
    private final Limits limits;
    private final IdleConnections idle;
    private final BodyRoom room;
    private final Semaphore answering;

    /// How clients of each path hear of what went wrong.
    ///
    /// @param dialects the one of each path
    /// @param problems what an exception is to the one who asked
    record Protocols(Function<String, Dialect> dialects, Function<Exception, Problem> problems) {}

    /// @param log hears of each request when it was answered
    Reception(Vertx vertx, Access access, Limits limits, Routes routes, Protocols protocols,
            Consumer<ServedRequest> log) {
        this.vertx = vertx;
        this.access = access;
        this.routes = routes;
        this.protocols = protocols;
        this.log = log;
        this.limits = limits;
        idle = new IdleConnections(vertx, access.options().idle(), limits.arriving());
        room = new BodyRoom(limits.bodies());
        answering = new Semaphore(limits.answers());
    }

    /// Notes that a connection was opened.
    void opened(HttpConnection connection) {
        idle.add(connection);
    }

    /// Has a request answered, or refuses it.
    void handle(HttpServerRequest request) {
        var visit = new Visit(request);
        idle.asked(request.connection());
        request.end().onComplete(_ -> idle.arrived(request.connection()));
        request.response().endHandler(_ -> { // is called as well where the client goes away before
            if (!request.response().ended()) return;
            log.accept(ServedRequest.of(visit, request.response().getStatusCode()));
            idle.answered(request.connection());
        });
        Dialect dialect = protocols.dialects().apply(visit.path());
        access.allow(request);
        try {
            access.refusal(request).ifPresent(it -> {
                throw it.asException();
            });
            if (request.method().equals(HttpMethod.OPTIONS)) request.response().setStatusCode(204).end();
            else receive(request, visit, dialect);
        } catch (RequestException refused) {
            refuse(request, dialect, refused.problem());
        }
    }

    private void receive(HttpServerRequest request, Visit visit, Dialect dialect) {
        Routes.Found found = routes.find(request.method(), visit.path());
        Endpoint endpoint = found.route().endpoint();
        var body = RequestBody.of(request, access.options().maxBodyBytes(), room);
        if (found.route().uploads()) body.refuseIfPacked();
        Upload upload = found.route().uploads() ? new Upload(vertx.getOrCreateContext(), request) : null;
        var exchange = new Exchange(vertx, request, visit, found.values(), body, upload, dialect,
                new Delivery(request, limits.reading()));
        request.response().closeHandler(_ -> {
            if (!request.response().ended()) log.accept(ServedRequest.of(visit, CLIENT_GONE));
            exchange.giveUp();
            body.drop();
        });
        request.exceptionHandler(failure -> LOG.log(Level.DEBUG, "a request failed", failure));
        if (upload != null) {
            idle.arrived(request.connection()); // it takes its time
            Thread.ofVirtual().start(() -> answer(exchange, upload, endpoint));
        } else {
            body.receive(request, () -> Thread.ofVirtual().start(() -> answer(exchange, endpoint)),
                    problem -> breakOff(request, dialect, problem));
        }
    }

    private void breakOff(HttpServerRequest request, Dialect dialect, Problem problem) {
        request.response().putHeader("Connection", "close");
        vertx.setTimer(LINGER, _ -> request.connection().close()); // so that the client gets to read the answer
        refuse(request, dialect, problem);
    }

    /// What is still to come of the request is left unread.
    private static void refuse(HttpServerRequest request, Dialect dialect, Problem problem) {
        if (request.response().ended()) return;
        request.response()
                .setStatusCode(problem.kind().status())
                .putHeader("Content-Type", "application/json; charset=utf-8");
        problem.headers().forEach(request.response()::putHeader);
        request.response().end(dialect.body().apply(problem).toString());
    }

    /// Has what is sent read while it comes. Who is answered before all has come gets a second to read that.
    private void answer(Exchange exchange, Upload upload, Endpoint endpoint) {
        answer(exchange, endpoint);
        if (upload.isRead()) return;
        upload.drop();
        vertx.setTimer(LINGER, _ -> exchange.close());
    }

    private void answer(Exchange exchange, Endpoint endpoint) {
        try {
            exchange.interruptAtFirst();
            inTurn(exchange, endpoint);
        } catch (CancellationException | InterruptedException _) {
            exchange.abandon();
        } catch (Exception failure) {
            Problem problem = failure instanceof RequestException it
                    ? it.problem()
                    : protocols.problems().apply(failure);
            fail(exchange, problem, failure);
        } catch (Throwable broken) { // memory, say: the others go on
            fail(exchange, new Problem(Problem.Kind.FAILED, "something failed here: the server's log says what"),
                    broken);
        } finally {
            exchange.end();
        }
    }

    private void inTurn(Exchange exchange, Endpoint endpoint) throws Exception {
        if (!answering.tryAcquire())
            throw new Problem(Problem.Kind.BUSY,
                    "%,d requests are being answered, which are the most: ask again later".formatted(limits.answers()))
                    .asException();
        try {
            endpoint.answer(exchange);
        } finally {
            answering.release();
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
}
