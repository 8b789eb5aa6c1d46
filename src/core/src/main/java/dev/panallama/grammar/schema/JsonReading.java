package dev.panallama.grammar.schema;

import dev.panallama.error.UnreadableJsonException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON into Java types, as [TypeSchema] describes them.
public final class JsonReading {
    private static final int SHOWN = 100;
    private static final String CUT = "it ends in the middle, as at a limit of tokens: allow the generation more";

    private static final JsonMapper PARTIAL = JavaTypes.MAPPER.rebuild()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonReading() {}

    /// Returns the value that a text says.
    ///
    /// @throws UnreadableJsonException if the text is no JSON of this type
    public static <T> T read(String text, Class<T> type) {
        try {
            T value = JavaTypes.MAPPER.readValue(text, type);
            if (value == null) throw new UnreadableJsonException(message(text, type, "it says null"), text);
            return value;
        } catch (JacksonException e) {
            var problem = isCut(text, e) ? CUT : e.getOriginalMessage();
            throw new UnreadableJsonException(message(text, type, problem), text, e);
        }
    }

    /// Returns what the beginning of a text says so far, or nothing if that is no value of the type yet. What is missing is
    /// null, 0, false or empty.
    public static <T> Optional<T> readPartial(String prefix, Class<T> type) {
        for (String text : JsonPrefix.completions(prefix)) {
            try {
                T value = PARTIAL.readValue(text, type);
                if (value != null) return Optional.of(value);
            } catch (JacksonException _) { // the value that was cut has no meaning yet
            }
        }
        return Optional.empty();
    }

    private static boolean isCut(String text, JacksonException e) {
        return text.isBlank() || e instanceof UnexpectedEndOfInputException;
    }

    private static String message(String text, Class<?> type, String problem) {
        var shown = text.length() <= SHOWN ? text : "..." + text.substring(text.length() - SHOWN);
        return "the text of %,d characters cannot be read as %s: %s; it says %s"
                .formatted(text.length(), type.getSimpleName(), problem, shown);
    }
}
