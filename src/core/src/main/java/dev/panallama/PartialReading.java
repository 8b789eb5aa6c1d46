package dev.panallama;

import dev.panallama.chat.Delta;
import dev.panallama.grammar.Grammar;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a value while its JSON is generated, and shows each state that differs from the one before. Serves one thread.
final class PartialReading<T> {
    private final Class<T> type;
    private final Consumer<? super T> partial;
    private final StringBuilder text = new StringBuilder();
    private @Nullable T last;

    PartialReading(Class<T> type, Consumer<? super T> partial) {
        this.type = type;
        this.partial = partial;
    }

    void add(Delta delta) {
        if (!(delta instanceof Delta.Text(String more))) return;
        text.append(more);
        Optional<T> value = Grammar.readPartial(text.toString(), type);
        if (value.isEmpty() || Objects.equals(last, value.get())) return;
        last = value.get();
        partial.accept(last);
    }
}
