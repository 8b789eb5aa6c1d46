/// Writes model files anew in smaller types of numbers.
@NullMarked
package dev.panallama.quantization;

import org.jspecify.annotations.NullMarked;
