package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The arguments of a call as they are written.
record CallArguments(List<Expression> positional, Map<String, Expression> named) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of());

    Arguments evaluate(Frame frame) {
        if (positional.isEmpty() && named.isEmpty()) return Arguments.NONE;
        var values = new ArrayList<Object>(positional.size());
        for (Expression argument : positional) values.add(argument.evaluate(frame));
        var byName = new LinkedHashMap<String, Object>();
        named.forEach((name, argument) -> byName.put(name, argument.evaluate(frame)));
        return new Arguments(values, byName);
    }
}
