package dev.panallama.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions that every template has. A variable of the context hides one of the same name.
final class Globals {
    private static final Signature RAISE = Signature.of("raise_exception", "message");
    private static final Signature NOW = Signature.of("strftime_now", "format");
    private static final Map<String, Callable> FUNCTIONS = Map.of(
            "range", Globals::range,
            "dict", Globals::dict,
            "namespace", (rendering, arguments) -> new Namespace(dict(rendering, arguments)),
            "raise_exception", Globals::raise,
            "strftime_now", (rendering, arguments) -> Strftime.format(rendering,
                    NOW.bind(rendering, arguments).text(0)));

    private Globals() {}

    /// Returns null if there is no function of that name.
    static @Nullable Callable find(String name) {
        return FUNCTIONS.get(name);
    }

    private static Object raise(Rendering rendering, Arguments arguments) {
        Object message = RAISE.bind(rendering, arguments).get(0);
        throw rendering.raised(Printing.text(rendering, message).toString());
    }

    private static Object range(Rendering rendering, Arguments arguments) {
        List<Object> given = arguments.positional();
        if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty())
            throw rendering.failure("range takes 1 to 3 positional arguments");
        long start = given.size() == 1 ? 0 : bound(rendering, given.get(0));
        long stop = bound(rendering, given.get(given.size() == 1 ? 0 : 1));
        long step = given.size() < 3 ? 1 : bound(rendering, given.get(2));
        if (step == 0) throw rendering.failure("range() arg 3 must not be zero");
        long distance = step > 0 ? stop - start : start - stop;
        long size = Math.max(0, Math.ceilDiv(distance, Math.abs(step)));
        rendering.range(size);
        return new Range(start, stop, step, (int) size);
    }

    private static long bound(Rendering rendering, Object bound) {
        if (!Types.isInteger(bound))
            throw rendering.failure("'%s' object cannot be interpreted as an integer", Types.name(bound));
        if (Arithmetic.big(bound).bitLength() > 61) throw rendering.failure("a range's bound has more than 61 bits");
        return Arithmetic.big(bound).longValue();
    }

    private static Dict dict(Rendering rendering, Arguments arguments) {
        if (arguments.positional().size() > 1) throw rendering.failure("dict expected at most 1 argument");
        rendering.steps(4);
        var dict = new Dict();
        for (Object source : arguments.positional()) {
            if (source instanceof Undefined it) throw rendering.failure(it.message());
            if (source instanceof Dict other) dict = other.copy();
            else addPairs(rendering, dict, source);
        }
        for (Map.Entry<String, Object> named : arguments.named().entrySet())
            dict.put(rendering, Text.of(named.getKey()), named.getValue());
        return dict;
    }

    private static void addPairs(Rendering rendering, Dict dict, Object pairs) {
        Sequences.iterator(rendering, pairs).forEachRemaining(pair -> {
            List<Object> both = Sequences.elements(rendering, pair);
            if (both.size() != 2)
                throw rendering.failure("a dict is made of pairs, not of sequences of length %d", both.size());
            dict.put(rendering, both.get(0), both.get(1));
        });
    }
}
