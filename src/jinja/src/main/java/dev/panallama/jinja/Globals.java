package dev.panallama.jinja;

import java.math.BigInteger;
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
        for (Object bound : given)
            if (!Types.isInteger(bound))
                throw rendering.failure("'%s' object cannot be interpreted as an integer", Types.name(bound));
        BigInteger start = given.size() == 1 ? BigInteger.ZERO : Arithmetic.big(given.get(0));
        BigInteger stop = Arithmetic.big(given.get(given.size() == 1 ? 0 : 1));
        BigInteger step = given.size() < 3 ? BigInteger.ONE : Arithmetic.big(given.get(2));
        if (step.signum() == 0) throw rendering.failure("range() arg 3 must not be zero");
        BigInteger distance = stop.subtract(start);
        if (step.signum() < 0) distance = distance.negate();
        BigInteger size = distance.add(step.abs()).subtract(BigInteger.ONE).divide(step.abs()).max(BigInteger.ZERO);
        rendering.range(size);
        if (start.bitLength() > 62 || stop.bitLength() > 62 || step.bitLength() > 62)
            throw rendering.failure("a range's bounds have more than 62 bits");
        return new Range(start.longValue(), stop.longValue(), step.longValue(), size.intValue());
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
