/// How much memory a model and its contexts take, computed from a file's header: what llama.cpp will allocate, without
/// llama.cpp.
@NullMarked
package dev.panallama.internal.memory;

import org.jspecify.annotations.NullMarked;
