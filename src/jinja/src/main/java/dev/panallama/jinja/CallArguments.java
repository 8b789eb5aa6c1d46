package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of a call as they are written.
///
/// @param spread after `*`
/// @param namedSpread after `**`
record CallArguments(List<Expression> positional, Map<String, Expression> named, @Nullable Expression spread,
        @Nullable Expression namedSpread, int offset) {

    static CallArguments none(int offset) {
        return new CallArguments(List.of(), Map.of(), null, null, offset);
    }

    Arguments evaluate(Frame frame) {
        if (positional.isEmpty() && named.isEmpty() && spread == null && namedSpread == null) return Arguments.NONE;
        var values = new ArrayList<Object>(positional.size());
        for (Expression argument : positional) values.add(argument.evaluate(frame));
        if (spread != null) addAll(frame, values, spread.evaluate(frame));
        var byName = new LinkedHashMap<String, Object>();
        named.forEach((name, argument) -> byName.put(name, argument.evaluate(frame)));
        if (namedSpread != null) addAll(frame, byName, namedSpread.evaluate(frame));
        return new Arguments(values, byName);
    }

    private void addAll(Frame frame, List<Object> values, Object sequence) {
        frame.rendering().at(offset);
        Sequences.iterator(frame.rendering(), sequence, "argument after * must be an iterable, not %s")
                .forEachRemaining(values::add);
    }

    private void addAll(Frame frame, Map<String, Object> byName, Object mapping) {
        Rendering rendering = frame.rendering();
        rendering.at(offset);
        if (!(mapping instanceof Dict dict))
            throw rendering.failure("argument after ** must be a mapping, not %s", Types.name(mapping));
        for (int i = 0; i < dict.size(); i++) {
            if (!(dict.key(i) instanceof Text name)) throw rendering.failure("keywords must be strings");
            if (byName.put(name.toString(), dict.value(i)) != null)
                throw rendering.failure("got multiple values for keyword argument '%s'", name);
        }
    }
}
