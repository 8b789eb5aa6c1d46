/// How costs grow with sessions, contexts and prompts.
@NullMarked
package dev.panallama.bench.scale;

import org.jspecify.annotations.NullMarked;
