/// An HTTP server that knows nothing of models: routes, access, JSON in and out, streams.
@NullMarked
package dev.panallama.runner.http;

import org.jspecify.annotations.NullMarked;
