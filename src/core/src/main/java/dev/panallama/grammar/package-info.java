/// Constraints on what is generated: a [dev.panallama.grammar.Grammar] says which texts may come out. Parsed and
/// matched in Java.
@NullMarked
package dev.panallama.grammar;

import org.jspecify.annotations.NullMarked;
