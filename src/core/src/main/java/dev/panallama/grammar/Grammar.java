package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import dev.panallama.error.UnreadableJsonException;
import dev.panallama.grammar.schema.JsonReading;
import dev.panallama.grammar.schema.RegexGrammar;
import dev.panallama.grammar.schema.SchemaGrammar;
import dev.panallama.grammar.schema.TypeSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Says which texts may be generated, in llama.cpp's GBNF. Immutable; any thread may use it, and what one matcher
/// learns about it makes others faster.
///
/// A grammar is checked when it is made: a fault in its text or a size beyond the limits is a [GrammarException]
/// then, with line and column.
public final class Grammar {
    private final String text;
    private final Machine machine;
    private final Triggers triggers;

    private Grammar(String text, Machine machine, List<Trigger> triggers) {
        this.text = text;
        this.machine = machine;
        this.triggers = new Triggers(triggers, machine);
    }

    /// Returns the grammar that a text in GBNF describes (grammars/README.md of llama.cpp). It begins with the rule
    /// `root`.
    ///
    /// @param text at most 262,144 characters with 2,000 rules, nested up to 500 deep
    /// @throws GrammarException if the text is no grammar, if a rule begins with itself, or if it is too large
    public static Grammar gbnf(String text) {
        return new Grammar(text, new Machine(Compiler.compile(text)), List.of());
    }

    /// Returns the grammar of the JSON that a schema describes, as llama.cpp's converter makes it. Properties come in
    /// the order of the schema, and those that it does not name only where `additionalProperties` says so.
    ///
    /// What a grammar cannot say is passed over: `uniqueItems`, `not`, `if`, bounds of numbers other than integers,
    /// and a `pattern` that is not anchored or has parts without a grammar, for which any string is allowed.
    ///
    /// @param schema refers to its own parts alone, nothing is fetched
    /// @throws IllegalArgumentException if it is no JSON schema, or beyond what a grammar can hold; the message has
    ///     the path
    /// @throws GrammarException if the grammar is too large
    public static Grammar jsonSchema(String schema) {
        return gbnf(SchemaGrammar.of(SchemaGrammar.read(schema)));
    }

    /// Returns the grammar of JSON that [#read] turns into a value of a type: a record, an enum, a sealed interface
    /// of records, a string, number, boolean, UUID or `java.time` type, an array, and within a record also
    /// `Optional`, `List`, `Set` and `Map` of these. Numbers stay in the range of their type.
    ///
    /// A sealed interface is told by a first property `type` with the simple name of the record, unless
    /// `@JsonTypeInfo` says otherwise; an `Optional` or a component annotated `@Nullable` may be null or missing.
    /// Jackson's `@JsonProperty` and `@JsonTypeName` give other names.
    ///
    /// @throws IllegalArgumentException if there is no JSON for the type, or for one in it; the message has the path
    /// @throws GrammarException if the grammar is too large
    public static Grammar of(Class<?> type) {
        return gbnf(TypeSchema.gbnf(type));
    }

    /// Returns the grammar of the texts that a regular expression of `java.util.regex` matches as a whole: characters,
    /// escapes, classes, groups, alternatives and repetition, with `(?i)` for ASCII and `(?s)` at the beginning.
    ///
    /// @throws IllegalArgumentException if it is no regular expression, or has a part without a grammar, such as
    ///     `\b`, a lookahead or a back reference; the message has the position
    /// @throws GrammarException if the grammar is too large
    public static Grammar regex(String pattern) {
        return gbnf(RegexGrammar.of(pattern));
    }

    /// Reads a text that the grammar [#of] a type allowed.
    ///
    /// @throws UnreadableJsonException if the text is no JSON of this type, as when the generation was cut; it has
    ///     the text
    public static <T> T read(String text, Class<T> type) {
        return JsonReading.read(text, type);
    }

    /// Reads the beginning of a text that the grammar [#of] a type allowed, as it is generated. Components that are missing yet
    /// are null, 0, false or empty, and the last text may be cut.
    ///
    /// @return nothing where what there is makes no value of the type yet
    public static <T> Optional<T> readPartial(String beginning, Class<T> type) {
        return JsonReading.readPartial(beginning, type);
    }

    /// Returns the JSON schema of what the grammar [#of] a type allows, to show to the model.
    ///
    /// @throws IllegalArgumentException as [#of]
    public static String schemaOf(Class<?> type) {
        return TypeSchema.of(type).toString();
    }

    /// Returns the grammar in GBNF.
    public String text() {
        return text;
    }

    /// Returns this grammar as a lazy one: it allows everything until a trigger appears in what is generated, and then
    /// has to match from the beginning of the trigger on. Without triggers it is not lazy.
    ///
    /// @throws GrammarException if the grammar does not begin with a trigger word
    public Grammar withTriggers(Trigger... all) {
        return new Grammar(text, machine, List.of(all));
    }

    /// Returns the triggers of a lazy grammar.
    public List<Trigger> triggers() {
        return triggers.list();
    }

    /// Returns whether the grammar describes this text as a whole.
    public boolean matches(String whole) {
        var matcher = matcher();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        if (!matcher.accepts(bytes)) return false;
        matcher.accept(bytes);
        return matcher.canEnd();
    }

    /// Returns a matcher at the beginning of a text. It waits for no trigger.
    public GrammarMatcher matcher() {
        return new GrammarMatcher(machine);
    }

    /// Returns a matcher at the beginning of a generation with this vocabulary.
    ///
    /// @throws GrammarException if the grammar or a trigger names a token that the vocabulary does not have
    public TokenMatcher matcher(TokenTrie vocabulary) {
        var steps = new TokenSteps(machine, vocabulary);
        triggers.check(steps);
        return new TokenMatcher(steps, triggers.list().isEmpty() ? null : new TriggerWatch(triggers, steps));
    }

    /// Compares texts and triggers.
    @Override
    public boolean equals(Object other) {
        return other instanceof Grammar that && text.equals(that.text) && triggers().equals(that.triggers());
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, triggers());
    }

    @Override
    public String toString() {
        return "Grammar[%d characters of GBNF, %d triggers]".formatted(text.length(), triggers().size());
    }
}
