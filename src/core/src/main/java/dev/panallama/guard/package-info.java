/// Guardrails: conversations are judged before a model answers, and answers before a person sees them.
@NullMarked
package dev.panallama.guard;

import org.jspecify.annotations.NullMarked;
