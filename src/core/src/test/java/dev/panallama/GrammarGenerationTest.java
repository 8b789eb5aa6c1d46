package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What comes out of a model under a grammar is always what the grammar says, as somebody else reads it: Jackson,
/// `java.util.regex`, or a few lines of Java. The model is random, so it says everything that it is not kept from.
final class GrammarGenerationTest {
    private static final int GENERATIONS = 200;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Sampler WILD = Sampler.of(new Stage.Temperature(1.5f));
    private static final GenerationOptions OPTIONS = GenerationOptions.defaults().withMaxTokens(1000);

    private static Model model;
    private static Session session;

    @BeforeAll
    static void load() {
        model = Model.load(TinyModels.llama());
        session = model.session(SessionOptions.defaults().withThreads(1).withContextLength(1024));
    }

    @AfterAll
    static void close() {
        session.close();
        model.close();
    }

    public record Point(int x, int y) {}

    public enum Size {
        SMALL, LARGE
    }

    public record Shirt(Size size, boolean striped, Optional<Integer> pockets) {}

    public record Tree(byte value, Optional<Tree> left) {}

    public record Day(LocalDate date, UUID id) {}

    public sealed interface Shape permits Circle, Square {}

    public record Circle(short radius) implements Shape {}

    public record Square(short side) implements Shape {}

    public record Drawing(Shape first, Shape second) {}

    public record Numbers(long big, double real, float small) {}

    public record Choice3(Size a, Size b, Size c, boolean d) {}

    static Stream<Arguments> grammars() {
        return Stream.of(schemas(), types(), texts()).flatMap(it -> it);
    }

    private static Stream<Arguments> schemas() {
        return Stream.of(
                schema("{'type': 'integer', 'minimum': -5, 'maximum': 120}",
                        it -> it.isInt() && it.intValue() >= -5 && it.intValue() <= 120),
                schema("{'enum': ['red', 'grün', 3, null, true]}",
                        it -> it.isNull() || it.isBoolean() || it.isInt()
                                || List.of("red", "grün").contains(it.asString())),
                schema("{'type': 'string', 'minLength': 2, 'maxLength': 6}",
                        it -> it.asString().codePointCount(0, it.asString().length()) >= 2),
                schema("{'type': 'string', 'format': 'date-time'}", it -> it.asString().contains("T")),
                schema("{'type': 'string', 'pattern': '^[a-f]{3}-[0-9]{2}$'}",
                        it -> it.asString().matches("[a-f]{3}-[0-9]{2}")),
                schema("{'type': 'array', 'items': {'type': 'boolean'}, 'minItems': 1, 'maxItems': 4}",
                        it -> it.isArray() && !it.isEmpty() && it.size() <= 4),
                schema("{'type': 'array', 'prefixItems': [{'const': 'a'}, {'type': 'null'}]}",
                        it -> it.size() == 2 && it.get(1).isNull()),
                schema("{'type': 'object', 'properties': {'a': {'type': 'boolean'}, 'b': {'enum': [1, 2]}}, 'required': ['a'], 'additionalProperties': false}",
                        it -> it.get("a").isBoolean() && it.size() <= 2),
                schema("{'type': 'object', 'properties': {'deep': {'type': 'object', 'properties': {'er': {'const': 1}}, 'required': ['er'], 'additionalProperties': false}}, 'required': ['deep'], 'additionalProperties': false}",
                        it -> it.at("/deep/er").intValue() == 1),
                schema("{'oneOf': [{'type': 'boolean'}, {'type': 'integer', 'minimum': 10, 'maximum': 99}]}",
                        it -> it.isBoolean() || it.intValue() >= 10 && it.intValue() <= 99),
                schema("{'$ref': '#/$defs/node', '$defs': {'node': {'type': 'object', 'properties': {'v': {'enum': [0, 1]}, 'next': {'anyOf': [{'$ref': '#/$defs/node'}, {'type': 'null'}]}}, 'required': ['v', 'next'], 'additionalProperties': false}}}",
                        it -> it.get("v").isInt() && it.has("next")),
                schema("{'allOf': [{'type': 'object', 'properties': {'x': {'type': 'boolean'}}, 'required': ['x']}, {'type': 'object', 'properties': {'y': {'type': 'null'}}, 'required': ['y']}]}",
                        it -> it.get("x").isBoolean() && it.get("y").isNull()));
    }

    private static Arguments schema(String text, Predicate<JsonNode> holds) {
        String json = text.replace('\'', '"');
        return Arguments.of(text, Grammar.jsonSchema(json), (Predicate<String>) it -> holds.test(JSON.readTree(it)));
    }

    private static Stream<Arguments> types() {
        return Stream.of(
                Point.class, Shirt.class, Tree.class, Day.class, Drawing.class, Numbers.class, Choice3.class,
                Size.class, boolean[].class)
                .map(type -> Arguments.of(type.getSimpleName(), Grammar.of(type),
                        (Predicate<String>) it -> Grammar.read(it, type) != null));
    }

    private static Stream<Arguments> texts() {
        return Stream.of(
                regex("[а-я]{1,10}"),
                regex("[\u4e00-\u9fff]{2,5}。"),
                regex("(😀|😎|[\\x{1F600}-\\x{1F610}]){1,4}"),
                regex("\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2})?"),
                text("root ::= expr\nexpr ::= term ([-+*/] term){0,6}\nterm ::= [0-9]{1,3} | \"(\" [a-z] \")\"",
                        Pattern.compile("([0-9]{1,3}|\\([a-z]\\))([-+*/]([0-9]{1,3}|\\([a-z]\\))){0,6}")),
                text("root ::= \"ja\" | \"nein\" | \"vielleicht – später\"",
                        Pattern.compile("ja|nein|vielleicht – später")),
                text("root ::= ([^\\x00-\\x7F] \"\\n\"){1,5}", Pattern.compile("([^\\x00-\\x7F]\\n){1,5}")),
                text("root ::= word (\" \" word){1,3} \"!\"\nword ::= [A-ZÄÖÜ] [a-zäöüß]{1,7}",
                        Pattern.compile("[A-ZÄÖÜ][a-zäöüß]{1,7}( [A-ZÄÖÜ][a-zäöüß]{1,7}){1,3}!")),
                Arguments.of("balanced",
                        Grammar.gbnf("root ::= \"(\" inner \")\"\ninner ::= (\"()\" | \"(\" [x] \")\" | \"é\"){0,8}"),
                        (Predicate<String>) it -> it.chars().filter(c -> c == '(').count() == it.chars()
                                .filter(c -> c == ')').count()));
    }

    private static Arguments regex(String pattern) {
        return Arguments.of(pattern, Grammar.regex(pattern), Pattern.compile(pattern).asMatchPredicate());
    }

    private static Arguments text(String gbnf, Pattern expected) {
        return Arguments.of(gbnf, Grammar.gbnf(gbnf), expected.asMatchPredicate());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grammars")
    void a_grammar_lets_nothing_else_through(String name, Grammar grammar, Predicate<String> valid) {
        for (int seed = 0; seed < GENERATIONS; seed++) {
            session.clear();
            session.append("hello");
            Generation generation = session.generate(WILD.withSeed(seed), OPTIONS.withGrammar(grammar));
            String text = generation.text();
            assertEquals(Optional.of(FinishReason.STOP), generation.finishReason(), text);
            assertTrue(valid.test(text), text);
        }
    }
}
