package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows an operand: attributes, subscripts, calls, filters and tests, one after the other.
///
/// @param steps each is applied to what the one before gave
record Postfix(Expression operand, List<Step> steps) implements Expression {
    interface Step {
        Object apply(Frame frame, Object value);

        int offset();
    }

    @Override
    public Object evaluate(Frame frame) {
        Object value = operand.evaluate(frame);
        for (Step step : steps) {
            frame.rendering().step();
            frame.rendering().at(step.offset());
            value = step.apply(frame, value);
        }
        return value;
    }

    boolean endsInCall() {
        return steps.getLast() instanceof Call;
    }

    record Attribute(Text name, int offset) implements Step {
        @Override
        public Object apply(Frame frame, Object value) {
            return Access.attribute(frame.rendering(), value, name);
        }
    }

    record Item(Expression key, int offset) implements Step {
        @Override
        public Object apply(Frame frame, Object value) {
            Object item = key.evaluate(frame);
            frame.rendering().at(offset);
            return Access.item(frame.rendering(), value, item);
        }
    }

    record Slice(@Nullable Expression start, @Nullable Expression stop, @Nullable Expression step, int offset)
            implements
                Step {
        @Override
        public Object apply(Frame frame, Object value) {
            Object first = bound(frame, start);
            Object last = bound(frame, stop);
            Object stride = bound(frame, step);
            frame.rendering().at(offset);
            return Slices.slice(frame.rendering(), value, first, last, stride);
        }

        private static Object bound(Frame frame, @Nullable Expression bound) {
            return bound == null ? None.NONE : bound.evaluate(frame);
        }
    }

    record Call(CallArguments arguments, int offset) implements Step {
        @Override
        public Object apply(Frame frame, Object value) {
            Arguments given = arguments.evaluate(frame);
            frame.rendering().at(offset);
            return apply(frame, value, given);
        }

        static Object apply(Frame frame, Object value, Arguments given) {
            if (value instanceof Callable it) return it.call(frame.rendering(), given);
            if (value instanceof Undefined it) throw frame.rendering().failure(it.message());
            throw frame.rendering().failure("'%s' object is not callable", Types.name(value));
        }
    }

    /// A filter or a test.
    ///
    /// @param body null where there is none of that name: an error when it is reached
    record Applied(String kind, String name, Filters.@Nullable Filter body, CallArguments arguments, int offset)
            implements
                Step {
        @Override
        public Object apply(Frame frame, Object value) {
            if (body == null) throw frame.rendering().failure("there is no %s named '%s'", kind, name);
            Arguments given = arguments.evaluate(frame);
            frame.rendering().at(offset);
            return body.apply(frame.rendering(), value, given);
        }
    }
}
