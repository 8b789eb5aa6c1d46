/// What the packages of the API share.
@NullMarked
package dev.panallama.internal;

import org.jspecify.annotations.NullMarked;
