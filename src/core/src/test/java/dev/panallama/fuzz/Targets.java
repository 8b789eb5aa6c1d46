package dev.panallama.fuzz;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The targets by name, and how many cases of each an ordinary build does.
final class Targets {
    private record Entry(int cases, Supplier<Target> maker) {}

    private static final Map<String, Entry> ALL = new LinkedHashMap<>();

    static {
        add("gbnf", 1000, GrammarTexts::new);
    }

    private Targets() {}

    private static void add(String name, int cases, Supplier<Target> maker) {
        ALL.put(name, new Entry(cases, maker));
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    static int cases(String name) {
        return ALL.get(name).cases();
    }

    static Target open(String name) {
        return name.equals(SelfTest.NAME) ? new SelfTest() : ALL.get(name).maker().get();
    }
}
