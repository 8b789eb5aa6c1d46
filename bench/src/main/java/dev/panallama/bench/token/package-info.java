/// Where the time of one token goes.
@NullMarked
package dev.panallama.bench.token;

import org.jspecify.annotations.NullMarked;
