/// GGUF files, read and written in Java alone: nothing here calls llama.cpp.
@NullMarked
package dev.panallama.gguf;

import org.jspecify.annotations.NullMarked;
