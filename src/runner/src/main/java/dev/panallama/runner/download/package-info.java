/// Downloads of large files: by several ranges at once, and on from where an earlier attempt ended.
@NullMarked
package dev.panallama.runner.download;

import org.jspecify.annotations.NullMarked;
