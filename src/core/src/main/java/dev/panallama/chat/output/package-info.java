/// Reads what models write: text, reasoning and calls, each family in its own form. A format is data, a row of
/// [dev.panallama.chat.output.FormatTable]; one reader serves them all, and one grammar forces calls into them.
@NullMarked
package dev.panallama.chat.output;

import org.jspecify.annotations.NullMarked;
