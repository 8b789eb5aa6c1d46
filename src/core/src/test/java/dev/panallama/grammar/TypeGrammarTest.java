package dev.panallama.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.panallama.error.UnreadableJsonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class TypeGrammarTest {
    static {
        var module = TypeGrammarTest.class.getModule(); // has no name on a class path, and is open there
        if (module.isNamed()) module.addOpens("dev.panallama.grammar", JsonNode.class.getModule());
    }

    record Item(String name, int grams) {}

    record Recipe(String title, List<Item> items, Optional<String> note, DayOfWeek day) {}

    record Numbers(byte a, Short b, int c, long d, float e, double f, BigInteger g, BigDecimal h, Integer i,
            Number j) {}

    record Times(LocalDate date, LocalTime time, OffsetTime offsetTime, LocalDateTime local, OffsetDateTime offset,
            ZonedDateTime zoned, Instant instant, Duration duration, UUID id) {}

    record Containers(Set<DayOfWeek> days, Map<String, Item> byName, Map<DayOfWeek, Integer> byDay, int[] numbers,
            List<List<Boolean>> table, String[] names, byte[] bytes) {}

    record Maybe(Optional<Item> item, OptionalInt count, @Nullable String text, Optional<List<String>> list) {}

    record Odd(char letter, Character other, CharSequence text, Object any, JsonNode tree) {}

    record Node(String value, List<Node> children) {}

    record Page<T>(List<T> entries, int number) {}

    record Book(Page<Item> items, Page<String> words) {}

    sealed interface Shape permits Circle, Polygon {}

    record Circle(double radius) implements Shape {}

    sealed interface Polygon extends Shape {}

    record Square(double side) implements Polygon {}

    record Triangle(double a, double b, double c) implements Polygon {}

    record Drawing(Shape first, List<Shape> others, Circle plain) {}

    sealed interface Expression {}

    record Constant(int value) implements Expression {}

    record Sum(Expression left, Expression right) implements Expression {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Cat.class, name = "cat"),
        @JsonSubTypes.Type(value = Dog.class, name = "dog")})
    interface Animal {}

    record Cat(int lives) implements Animal {}

    record Dog(boolean barks) implements Animal {}

    record Zoo(Animal star, Dog guard) {}

    enum Size {
        @JsonProperty("small")
        SMALL, LARGE;

        @Override
        public String toString() {
            return "size " + ordinal();
        }
    }

    record Renamed(@JsonProperty("first_name") @JsonPropertyDescription("as in the passport") String firstName,
            Size size) {}

    @ParameterizedTest
    @ValueSource(
        classes = {Recipe.class, Numbers.class, Times.class, Containers.class, Maybe.class, Odd.class, Node.class,
            Book.class, Shape.class, Drawing.class, Expression.class, Zoo.class, Renamed.class, Size.class,
            String.class,
            int.class, Item[].class, boolean.class, LocalDate.class})
    void whatever_the_grammar_of_a_type_allows_is_read_back(Class<?> type) {
        var grammar = Grammar.of(type);
        var texts = new RandomText(new Random(7));
        int found = 0;
        for (int i = 0; i < 200; i++) {
            var text = texts.of(grammar);
            if (text.isEmpty()) continue;
            Object value = Grammar.read(text.get(), type);
            assertTrue(type.isPrimitive() || type.isInstance(value), text.get());
            found++;
        }
        assertTrue(found > 100, "texts found: " + found);
    }

    @Test
    void a_record_is_read_from_what_its_grammar_allows() {
        var text = """
                {"title": "Pancakes", "items": [{"name": "flour", "grams": 200}], "day": "SUNDAY", "note": null}""";
        assertTrue(Grammar.of(Recipe.class).matches(text));
        var recipe = new Recipe("Pancakes", List.of(new Item("flour", 200)), Optional.empty(), DayOfWeek.SUNDAY);
        assertEquals(recipe, Grammar.read(text, Recipe.class));
    }

    @Test
    void an_optional_component_may_be_missing() {
        var grammar = Grammar.of(Maybe.class);
        for (var text : List.of("{}", "{\"item\":null,\"count\":null,\"text\":null,\"list\":null}")) {
            assertTrue(grammar.matches(text));
            assertEquals(new Maybe(Optional.empty(), OptionalInt.empty(), null, Optional.empty()),
                    Grammar.read(text, Maybe.class));
        }
        assertEquals(3, Grammar.read("{\"count\":3}", Maybe.class).count().getAsInt());
    }

    @Test
    void numbers_stay_in_the_range_of_their_type() {
        assertRange(Grammar.of(byte.class), "127", "-128", "128", "-129");
        assertRange(Grammar.of(short.class), "32767", "-32768", "32768", "-32769");
        assertRange(Grammar.of(int.class), "2147483647", "-2147483648", "2147483648", "-2147483649");
        assertRange(Grammar.of(long.class), "9223372036854775807", "-9223372036854775808", "9223372036854775808",
                "-9223372036854775809");
        assertFalse(Grammar.of(double.class).matches("1e100"));
        assertTrue(Grammar.of(double.class).matches("-1.5e99"));
        assertFalse(Grammar.of(int.class).matches("01"));
    }

    private static void assertRange(Grammar grammar, String most, String least, String above, String below) {
        assertTrue(grammar.matches("0"));
        assertTrue(grammar.matches(most));
        assertTrue(grammar.matches(least));
        assertFalse(grammar.matches(above));
        assertFalse(grammar.matches(below));
    }

    @Test
    void dates_are_those_of_the_calendar() {
        var grammar = Grammar.of(LocalDate.class);
        for (int year : List.of(0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999)) {
            for (int month = 0; month <= 13; month++) {
                for (int day = 0; day <= 32; day++) assertDate(grammar, "%04d-%02d-%02d".formatted(year, month, day));
            }
        }
    }

    private static void assertDate(Grammar grammar, String text) {
        boolean valid = true;
        try {
            LocalDate.parse(text);
        } catch (java.time.DateTimeException e) {
            valid = false;
        }
        assertEquals(valid, grammar.matches('"' + text + '"'), text);
    }

    @Test
    void a_sealed_type_is_told_by_its_first_property() {
        var text = "{\"type\":\"Square\",\"side\":2.5}";
        assertTrue(Grammar.of(Shape.class).matches(text));
        assertEquals(new Square(2.5), Grammar.read(text, Shape.class));
        assertEquals(new Square(2.5), Grammar.read(text, Polygon.class));
        assertFalse(Grammar.of(Polygon.class).matches("{\"type\":\"Circle\",\"radius\":1}"));
        assertFalse(Grammar.of(Shape.class).matches("{\"side\":2.5}"));
    }

    @Test
    void annotations_say_how_subtypes_are_told() {
        var text = "{\"star\":{\"kind\":\"cat\",\"lives\":9},\"guard\":{\"barks\":true}}";
        assertTrue(Grammar.of(Zoo.class).matches(text));
        assertEquals(new Zoo(new Cat(9), new Dog(true)), Grammar.read(text, Zoo.class));
    }

    @Test
    void annotations_name_and_describe_properties() {
        assertEquals("""
                {"type":"object","properties":{"first_name":{"type":"string","description":"as in the passport"},\
                "size":{"type":"string","enum":["small","LARGE"]}},"required":["first_name","size"],\
                "additionalProperties":false}""", Grammar.schemaOf(Renamed.class));
        var text = "{\"first_name\":\"Ada\",\"size\":\"small\"}";
        assertTrue(Grammar.of(Renamed.class).matches(text));
        assertEquals(new Renamed("Ada", Size.SMALL), Grammar.read(text, Renamed.class));
    }

    @Test
    void a_type_that_is_mentioned_twice_is_described_once() {
        assertEquals("""
                {"$ref":"#/$defs/Node","$defs":{"Node":{"type":"object","properties":{"value":{"type":"string"},\
                "children":{"type":"array","items":{"$ref":"#/$defs/Node"}}},"required":["value","children"],\
                "additionalProperties":false}}}""", Grammar.schemaOf(Node.class));
    }

    @Test
    void the_reader_keeps_what_was_written() {
        var text = "\"2024-02-29T12:00:00+02:00\"";
        assertEquals(OffsetDateTime.parse("2024-02-29T12:00:00+02:00"), Grammar.read(text, OffsetDateTime.class));
    }

    record Kitchen(List<Stove> steps) {}

    record Stove(Date oven) {}

    record ByNumber(Map<Integer, String> names) {}

    record Endless<T>(List<Endless<List<T>>> more) {}

    sealed interface Clash {}

    record Told(String type) implements Clash {}

    enum Nothing {}

    record Empty() {}

    sealed interface Half {}

    static final class Other implements Half {}

    @Test
    void types_without_a_schema_are_refused_with_their_path() {
        assertRefused(Kitchen.class, "Kitchen.steps[].oven is a java.util.Date, which has no JSON schema here");
        assertRefused(ByNumber.class,
                "ByNumber.names is a java.util.Map<java.lang.Integer,java.lang.String>, which has keys");
        assertRefused(Endless.class, "Endless.more[]");
        assertRefused(Clash.class, "told by the property type, which Told has itself");
        assertRefused(Nothing.class, "enum without constants");
        assertRefused(Half.class, "Other, which is no record");
        assertRefused(Date[].class, "Date[][] is a java.util.Date");
    }

    private static void assertRefused(Class<?> type, String message) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Grammar.of(type));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void a_record_without_components_is_an_empty_object() {
        assertTrue(Grammar.of(Empty.class).matches("{}"));
        assertEquals(new Empty(), Grammar.read("{}", Empty.class));
    }

    @Test
    void a_text_that_was_cut_is_refused_with_the_text() {
        for (var text : List.of("", " ", "{\"name\": \"flo", "{\"name\": \"flour\", \"grams\"")) {
            var refused = assertThrows(UnreadableJsonException.class, () -> Grammar.read(text, Item.class));
            assertEquals(text, refused.text());
            assertTrue(refused.getMessage().contains("it ends in the middle"), refused.getMessage());
        }
    }

    @Test
    void other_texts_are_refused_with_what_is_wrong() {
        for (var text : List.of("{\"name\":\"a\",\"grams\":2147483648}", "[]", "null", "{\"name\":\"a\",\"grams\":1} 2",
                "hm")) {
            var refused = assertThrows(UnreadableJsonException.class, () -> Grammar.read(text, Item.class));
            assertFalse(refused.getMessage().contains("it ends in the middle"), refused.getMessage());
        }
    }

    record Positive(int value) {
        Positive {
            if (value < 0) throw new IllegalArgumentException("the value is " + value);
        }
    }

    @Test
    void what_a_record_itself_refuses_is_the_cause() {
        var refused = assertThrows(UnreadableJsonException.class, () -> Grammar.read("{\"value\":-1}", Positive.class));
        assertTrue(refused.getMessage().contains("the value is -1"), refused.getMessage());
        assertInstanceOf(IllegalArgumentException.class, refused.getCause().getCause());
    }
}
