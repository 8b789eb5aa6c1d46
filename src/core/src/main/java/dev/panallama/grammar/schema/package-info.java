/// Writes grammars: JSON schemas, Java types and regular expressions become GBNF text. Knows no model and no matcher.
@NullMarked
package dev.panallama.grammar.schema;

import org.jspecify.annotations.NullMarked;
