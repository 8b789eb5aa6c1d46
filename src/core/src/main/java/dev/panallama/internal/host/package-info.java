/// What the API asks of a loaded model, wherever that is: in this process (`internal.ffm`) or in a worker of its own
/// (`internal.worker`). Interfaces, and the values that pass through them; no native word.
@NullMarked
package dev.panallama.internal.host;

import org.jspecify.annotations.NullMarked;
