package dev.panallama.chat;

import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.schema.SchemaGrammar;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Something that a model may call. Immutable.
///
/// @param name letters, digits, `_`, `-` and `.`, at most 128
/// @param description what it is good for, told to the model
/// @param schema the JSON schema of its arguments: an object
/// @param handler what runs when it is called; without one, calls are handed to whoever asked
public record Tool(String name, String description, String schema, Optional<Handler> handler) {
    /// Answers calls of a tool.
    @FunctionalInterface
    public interface Handler {
        /// Returns the answer, which the model gets to see.
        ///
        /// @param arguments a JSON object as text
        /// @throws Exception if there is no answer: the model gets to see the message
        String call(String arguments) throws Exception;
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final JsonMapper MAPPER = new JsonMapper();

    /// @throws IllegalArgumentException if the name is none, or the schema not that of an object
    public Tool {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "the tool's name is \"%s\": give 1 to 128 letters, digits, _, - and .".formatted(name));
        var node = SchemaGrammar.read(schema);
        if (!node.isObject() || !node.path("type").asString("object").equals("object"))
            throw new IllegalArgumentException(
                    "the schema of tool %s is not that of an object: its arguments have names".formatted(name));
    }

    /// Returns a tool whose calls are handed to whoever asked.
    ///
    /// @param schema the JSON schema of its arguments: an object
    public static Tool of(String name, String description, String schema) {
        return new Tool(name, description, schema, Optional.empty());
    }

    /// Returns a tool whose calls are handed to whoever asked.
    ///
    /// @param arguments a record whose components are the arguments, see [Grammar#of]
    public static Tool of(String name, String description, Class<? extends Record> arguments) {
        return of(name, description, Grammar.schemaOf(arguments));
    }

    /// Returns a tool that answers its calls itself.
    ///
    /// @param arguments a record whose components are the arguments, see [Grammar#of]
    /// @param handler returns the answer: a text as it is, anything else as JSON
    public static <T extends Record> Tool of(
            String name, String description, Class<T> arguments, Function<? super T, ?> handler) {
        return of(name, description, arguments)
                .withHandler(text -> written(handler.apply(Grammar.read(text, arguments))));
    }

    /// Returns this tool with another handler.
    public Tool withHandler(Handler other) {
        return new Tool(name, description, schema, Optional.of(other));
    }

    private static String written(Object answer) {
        return answer instanceof CharSequence text ? text.toString() : MAPPER.writeValueAsString(answer);
    }
}
