package dev.panallama.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// What a value is assigned to.
sealed interface Target permits Name, Target.Attribute, Target.Tuple {
    void assign(Frame frame, Object value);

    /// An attribute of a namespace.
    record Attribute(Name namespace, Text name) implements Target {
        /// Refuses anything but a namespace, before the value is evaluated.
        void check(Frame frame) {
            frame.rendering().at(namespace.offset());
            if (!(namespace.get(frame) instanceof Namespace))
                throw frame.rendering().failure("cannot assign attribute on non-namespace object");
        }

        @Override
        public void assign(Frame frame, Object value) {
            check(frame);
            if (namespace.get(frame) instanceof Namespace it) it.set(frame.rendering(), name, value);
        }
    }

    /// Several targets for the elements of one value.
    record Tuple(List<Target> targets, int offset) implements Target {
        @Override
        public void assign(Frame frame, Object value) {
            Rendering rendering = frame.rendering();
            rendering.at(offset);
            Iterator<Object> elements = Sequences.iterator(rendering, value, "cannot unpack non-iterable %s object");
            int found = 0;
            Object[] values = new Object[targets.size()];
            for (; found < values.length && elements.hasNext(); found++) values[found] = elements.next();
            if (found < values.length)
                throw rendering.failure("not enough values to unpack (expected %d, got %d)", values.length, found);
            if (elements.hasNext())
                throw rendering.failure("too many values to unpack (expected %d)", values.length);
            for (int i = 0; i < values.length; i++) targets.get(i).assign(frame, values[i]);
        }
    }

    /// Returns the variables that are set.
    default Stream<Name> names() {
        return switch (this) {
            case Name name -> Stream.of(name);
            case Attribute _ -> Stream.empty();
            case Tuple tuple -> tuple.targets.stream().flatMap(Target::names);
        };
    }

    /// Returns the attributes that are set.
    default Stream<Attribute> attributes() {
        return switch (this) {
            case Name _ -> Stream.empty();
            case Attribute attribute -> Stream.of(attribute);
            case Tuple tuple -> tuple.targets.stream().flatMap(Target::attributes);
        };
    }

    /// Returns the same target, to be bound elsewhere.
    default Target copy() {
        return switch (this) {
            case Name name -> name.copy();
            case Attribute attribute -> new Attribute(attribute.namespace.copy(), attribute.name);
            case Tuple tuple -> new Tuple(tuple.targets.stream().map(Target::copy).toList(), tuple.offset);
        };
    }
}
