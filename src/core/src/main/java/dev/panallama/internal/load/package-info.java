/// What is decided before a model is loaded, from its header alone: the parts of a split model, overridden metadata,
/// and how many layers fit into the memory of GPUs.
@NullMarked
package dev.panallama.internal.load;

import org.jspecify.annotations.NullMarked;
