package dev.panallama.grammar.schema;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashSet;
import java.util.function.Function;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Describes a type with subtypes: any of them, told by a property that comes first.
///
/// @param path of the type, for messages
record Variants(JavaType type, String path) {
    /// Returns the schema.
    ///
    /// @param record makes the schema of one subtype
    ObjectNode schema(Function<JavaType, ObjectNode> record) {
        var info = JavaTypes.typeInfo(type);
        if (info == null)
            throw refused("has subtypes but nothing that tells them apart: annotate it with @JsonTypeInfo");
        check(info);
        var names = new HashSet<String>();
        var schema = JsonNodeFactory.instance.objectNode();
        var variants = schema.putArray("anyOf");
        for (var subtype : JavaTypes.subtypes(type)) {
            if (!names.add(subtype.getName())) {
                throw refused("has two subtypes named %s: give one a @JsonTypeName".formatted(subtype.getName()));
            }
            variants.add(told(subtype, info.getPropertyName(), record.apply(specialized(subtype))));
        }
        return schema;
    }

    private void check(JsonTypeInfo.Value info) {
        boolean named = info.getIdType() == JsonTypeInfo.Id.NAME || info.getIdType() == JsonTypeInfo.Id.SIMPLE_NAME;
        boolean property = info.getInclusionType() == JsonTypeInfo.As.PROPERTY;
        if (named && property) return;
        throw refused("has @JsonTypeInfo(use = %s, include = %s): NAME or SIMPLE_NAME with PROPERTY are supported"
                .formatted(info.getIdType(), info.getInclusionType()));
    }

    private JavaType specialized(NamedType subtype) {
        return JavaTypes.MAPPER.getTypeFactory().constructSpecializedType(type, subtype.getType());
    }

    /// Puts the property that tells the subtype before all others.
    private ObjectNode told(NamedType subtype, String property, ObjectNode schema) {
        var properties = JsonNodeFactory.instance.objectNode();
        properties.putObject(property).put("const", subtype.getName());
        if (schema.path("properties").has(property)) {
            throw refused("is told by the property %s, which %s has itself: name another in @JsonTypeInfo"
                    .formatted(property, subtype.getName()));
        }
        schema.path("properties").forEachEntry(properties::set);
        schema.set("properties", properties);
        schema.withArray("required").insert(0, property);
        return schema;
    }

    private IllegalArgumentException refused(String why) {
        return TypeSchema.refused(path, type, why);
    }
}
