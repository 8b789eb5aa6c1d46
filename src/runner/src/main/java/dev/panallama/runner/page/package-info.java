/// The chat page, and what it asks of the server beside the protocols.
@NullMarked
package dev.panallama.runner.page;

import org.jspecify.annotations.NullMarked;
