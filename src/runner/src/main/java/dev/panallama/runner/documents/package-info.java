/// What people have written is in files of several formats: their text is read here.
@NullMarked
package dev.panallama.runner.documents;

import org.jspecify.annotations.NullMarked;
