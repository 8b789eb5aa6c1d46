package dev.panallama.grammar.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/// How Java types look in JSON, said once for the schema and for reading back: as Jackson has it, but a sealed type
/// without annotations is told by the property `type` with the simple name of the record.
final class JavaTypes {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(new Introspector())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .build();

    private JavaTypes() {}

    static JavaType of(Type type) {
        return MAPPER.constructType(type);
    }

    /// Returns whether Jackson can call the constructor of a record, which its module has to permit.
    static boolean reaches(Class<?> type) {
        var reader = JsonMapper.class.getModule();
        var module = type.getModule();
        boolean shown = module.isExported(type.getPackageName(), reader) && Modifier.isPublic(type.getModifiers());
        return shown || module.isOpen(type.getPackageName(), reader);
    }

    /// Returns what Jackson knows of a record's properties.
    static BeanDescription describe(JavaType type) {
        var introspector = MAPPER.deserializationConfig().classIntrospectorInstance();
        return introspector.introspectForDeserialization(type, annotations(type));
    }

    /// Returns how a type tells which of its subtypes a value has, or null if it does not.
    static JsonTypeInfo.@Nullable Value typeInfo(JavaType type) {
        var config = MAPPER.deserializationConfig();
        return config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotations(type));
    }

    /// Returns the subtypes that values can have, with their names.
    static List<NamedType> subtypes(JavaType type) {
        var config = MAPPER.deserializationConfig();
        var introspector = config.getAnnotationIntrospector();
        var subtypes = introspector.findSubtypes(config, annotations(type));
        return subtypes == null
                ? List.of()
                : subtypes.stream().map(it -> it.hasName() ? it : named(it.getType())).toList();
    }

    private static NamedType named(Class<?> type) {
        var config = MAPPER.deserializationConfig();
        var name = config.getAnnotationIntrospector().findTypeName(config, annotations(of(type)));
        return new NamedType(type, Objects.requireNonNullElse(name, type.getSimpleName()));
    }

    private static AnnotatedClass annotations(JavaType type) {
        return MAPPER.deserializationConfig().classIntrospectorInstance().introspectClassAnnotations(type);
    }

    /// Adds the rules for sealed types to Jackson's annotations.
    private static final class Introspector extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
            var annotation = super.findPolymorphicTypeInfo(config, annotated);
            if (annotation != null || !isSealed(annotated)) return annotation;
            return JsonTypeInfo.Value.construct(
                    JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, false, null);
        }

        @Override
        public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
            if (annotated.hasAnnotation(JsonSubTypes.class) || !isSealed(annotated)) {
                return super.findSubtypes(config, annotated);
            }
            var leaves = new LinkedHashSet<Class<?>>();
            addLeaves(annotated.getRawType(), leaves);
            return leaves.stream().map(NamedType::new).toList();
        }

        @Override
        public @Nullable String findTypeName(MapperConfig<?> config, AnnotatedClass type) {
            var name = super.findTypeName(config, type);
            return name == null && type.getRawType().isRecord() ? type.getRawType().getSimpleName() : name;
        }

        private static boolean isSealed(Annotated annotated) {
            return annotated instanceof AnnotatedClass && annotated.getRawType().isSealed();
        }

        private static void addLeaves(Class<?> type, Set<Class<?>> leaves) {
            if (!type.isSealed()) {
                leaves.add(type);
                return;
            }
            for (var permitted : type.getPermittedSubclasses()) addLeaves(permitted, leaves);
        }
    }
}
