/// What the parameters of models are called, in a chat, in the store and at the server.
@NullMarked
package dev.panallama.runner.parameters;

import org.jspecify.annotations.NullMarked;
