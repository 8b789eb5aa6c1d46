/// GGUF files read, edited, split and written in Java alone, also from web servers: nothing here calls llama.cpp.
///
/// [dev.panallama.gguf.Gguf] is what a file says of itself, [dev.panallama.gguf.GgufFile] reads its tensors,
/// [dev.panallama.gguf.GgufWriter] writes new and changed ones, [dev.panallama.gguf.GgufParts] splits and merges.
/// What is damaged or malicious is refused with a [dev.panallama.error.GgufException].
@NullMarked
package dev.panallama.gguf;

import org.jspecify.annotations.NullMarked;
