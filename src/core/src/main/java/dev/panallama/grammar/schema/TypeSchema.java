package dev.panallama.grammar.schema;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Describes Java types as JSON schemas. Names and descriptions are those of Jackson's annotations.
public final class TypeSchema {
    private static final int MOST_DEFINITIONS = 300;
    private static final int MOST_DEPTH = 100;
    private static final Map<Class<?>, Class<?>> OPTIONALS = Map.of(OptionalInt.class, int.class, OptionalLong.class,
            long.class, OptionalDouble.class, double.class);
    private static final Set<Class<?>> LISTS = Set.of(Collection.class, Iterable.class, List.class, ArrayList.class,
            Queue.class, Deque.class, ArrayDeque.class);
    private static final Set<Class<?>> SETS = Set.of(Set.class, HashSet.class, LinkedHashSet.class);
    private static final Set<Class<?>> MAPS = Set.of(Map.class, HashMap.class, LinkedHashMap.class);
    private static final String SUPPORTED = "give a record, an enum, a sealed interface of records, a string, number, "
            + "boolean, UUID or java.time type, or an Optional, List, Set, array or Map<String, ...> of these";

    private final Definitions definitions = new Definitions();

    private TypeSchema() {}

    /// Returns the schema of a type.
    ///
    /// @throws IllegalArgumentException if the type, or one in it, has no schema; the message names the path
    public static ObjectNode of(Type type) {
        var made = new TypeSchema();
        var java = JavaTypes.of(type);
        var schema = made.schema(java, java.getRawClass().getSimpleName(), 0);
        made.definitions.settle(schema);
        return schema;
    }

    /// Returns the grammar of a type: what it allows can be read back into it.
    ///
    /// @throws IllegalArgumentException as [#of]
    public static String gbnf(Type type) {
        return SchemaGrammar.ofType(of(type));
    }

    private ObjectNode schema(JavaType type, String path, int depth) {
        var raw = type.getRawClass();
        if (depth > MOST_DEPTH || definitions.size() > MOST_DEFINITIONS) {
            throw refused(path, type, "is one type too many or too deep: make it simpler");
        }
        var scalar = ScalarSchemas.of(raw);
        if (scalar.isPresent()) return scalar.get();
        if (isOptional(raw)) return orNull(schema(held(type), path, depth + 1));
        if (type.isArrayType() || LISTS.contains(raw) || SETS.contains(raw)) return list(type, path, depth);
        if (MAPS.contains(raw)) return map(type, path, depth);
        if (raw.isEnum()) return enumeration(type, path);
        if (raw.isRecord()) return definitions.reference(type, () -> object(type, path, depth));
        if (!JavaTypes.subtypes(type).isEmpty()) {
            return definitions.reference(type, () -> new Variants(type, path).schema(it -> object(it, path, depth)));
        }
        throw refused(path, type, "has no JSON schema here: " + SUPPORTED);
    }

    private ObjectNode list(JavaType type, String path, int depth) {
        var schema = objectNode().put("type", "array");
        schema.set("items", schema(type.getContentType(), path + "[]", depth + 1));
        if (SETS.contains(type.getRawClass())) schema.put("uniqueItems", true);
        return schema;
    }

    private ObjectNode map(JavaType type, String path, int depth) {
        var schema = objectNode().put("type", "object");
        var values = type.getContentType();
        var key = type.getKeyType();
        if (key.isEnumType()) {
            var properties = schema.putObject("properties");
            names(key).forEach(it -> properties.set(it, schema(values, path + "." + it, depth + 1)));
            return schema.put("additionalProperties", false);
        }
        if (key.getRawClass() != String.class) throw refused(path, type, "has keys that are no strings: " + SUPPORTED);
        schema.set("additionalProperties", schema(values, path + "{}", depth + 1));
        return schema;
    }

    private static ObjectNode enumeration(JavaType type, String path) {
        var names = names(type);
        if (names.isEmpty()) throw refused(path, type, "is an enum without constants: give it some");
        var schema = objectNode().put("type", "string");
        names.forEach(schema.putArray("enum")::add);
        return schema;
    }

    private static List<String> names(JavaType type) {
        return Stream.of(type.getRawClass().getEnumConstants())
                .map(it -> JavaTypes.MAPPER.valueToTree(it).asString())
                .toList();
    }

    private ObjectNode object(JavaType type, String path, int depth) {
        if (!type.getRawClass().isRecord()) throw refused(path, type, "is no record: " + SUPPORTED);
        if (!JavaTypes.reaches(type.getRawClass())) {
            throw refused(path, type,
                    "cannot be made from outside its module: write \"opens %s to tools.jackson.databind;\" there"
                            .formatted(type.getRawClass().getPackageName()));
        }
        var description = JavaTypes.describe(type);
        var schema = objectNode().put("type", "object");
        var properties = schema.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        var components = type.getRawClass().getRecordComponents();
        for (var property : creatorProperties(description.findProperties())) {
            var component = components[property.getConstructorParameter().getIndex()];
            var value = schema(property.getPrimaryType(), path + "." + component.getName(), depth + 1);
            boolean nullable = isNullable(component);
            if (nullable) value = orNull(value);
            describe(value, property.getMetadata().getDescription());
            properties.set(property.getName(), value);
            if (!nullable && !isOptional(component.getType())) required.add(property.getName());
        }
        return schema.set("required", required).put("additionalProperties", false);
    }

    /// Returns the properties that the canonical constructor takes, in the order of the components.
    private static List<BeanPropertyDefinition> creatorProperties(List<BeanPropertyDefinition> properties) {
        return properties.stream()
                .filter(BeanPropertyDefinition::hasConstructorParameter)
                .sorted(Comparator.comparingInt(it -> it.getConstructorParameter().getIndex()))
                .toList();
    }

    private static boolean isOptional(Class<?> type) {
        return type == Optional.class || OPTIONALS.containsKey(type);
    }

    private static JavaType held(JavaType optional) {
        var primitive = OPTIONALS.get(optional.getRawClass());
        return primitive == null ? optional.containedTypeOrUnknown(0) : JavaTypes.of(primitive);
    }

    /// Any library's annotation will do.
    private static boolean isNullable(RecordComponent component) {
        return Stream.of(component.getAnnotations(), component.getAnnotatedType().getAnnotations())
                .flatMap(Stream::of)
                .anyMatch(it -> it.annotationType().getSimpleName().equals("Nullable"));
    }

    private static ObjectNode orNull(ObjectNode schema) {
        var either = objectNode();
        either.putArray("anyOf").add(schema).addObject().put("type", "null");
        return either;
    }

    private static void describe(ObjectNode schema, @Nullable String description) {
        if (description != null) schema.put("description", description);
    }

    private static ObjectNode objectNode() {
        return JsonNodeFactory.instance.objectNode();
    }

    static IllegalArgumentException refused(String path, JavaType type, String why) {
        return new IllegalArgumentException("%s is a %s, which %s".formatted(path, type.toCanonical(), why));
    }
}
