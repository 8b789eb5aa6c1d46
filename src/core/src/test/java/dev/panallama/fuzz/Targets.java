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
        add("gguf", 300, GgufFiles::new);
        add("saved-state", 1000, SavedStates::new);
        add("lora", 1000, AdapterFiles::lora);
        add("control-vector", 500, AdapterFiles::controlVectors);
        add("text", 250, Texts::new);
        add("chat", 200, Conversations::new);
        add("session-values", 300, SessionValues::new);
        add("other-values", 400, OtherValues::new);
        add("calls", 120, CallOrders::new);
        add("threads", 120, Threads::new);
        add("gbnf", 400, Grammars::target);
        add("regex", 400, Regexes::target);
        add("json-schema", 1000, JsonSchemas::target);
        add("sampler-json", 1000, SamplerTexts::target);
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
