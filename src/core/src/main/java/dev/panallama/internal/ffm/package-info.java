/// The boundary: the only code that calls llama.cpp.
///
/// Its job is what C leaves to its caller: arguments are checked before a call that would otherwise
/// end the process, handles are alive, one context is used by one thread, result codes become
/// exceptions, and the native log lines that explain a failure travel with it. It knows nothing of
/// the public API above.
@NullMarked
package dev.panallama.internal.ffm;

import org.jspecify.annotations.NullMarked;
