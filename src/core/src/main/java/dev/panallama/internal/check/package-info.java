/// The rules that a model file keeps, so that llama.cpp v0.4.0 neither breaks off nor hangs: checked on its header,
/// before llama.cpp sees it.
@NullMarked
package dev.panallama.internal.check;

import org.jspecify.annotations.NullMarked;
