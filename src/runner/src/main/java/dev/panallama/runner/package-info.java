/// Runs models for a Java program, as the command line does for a person: [dev.panallama.runner.Runner] is where to begin.
@NullMarked
package dev.panallama.runner;

import org.jspecify.annotations.NullMarked;
