package dev.panallama.runner.http;

import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// How the clients of one protocol hear of a problem.
///
/// @param body writes the answer that is an error
/// @param inStream writes what ends a stream that has begun already, framing included
public record Dialect(Function<Problem, ObjectNode> body, Function<Problem, String> inStream) {}
