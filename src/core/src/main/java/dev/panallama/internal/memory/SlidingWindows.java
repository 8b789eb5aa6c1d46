package dev.panallama.internal.memory;

import java.util.Map;

/// Which layers look back a limited number of tokens only. llama.cpp v0.4.0 decides that for each architecture; many
/// files name a window that it does not use.
record SlidingWindows(long tokens, Metadata metadata, Rule rule) {
    private static final String PATTERN = "attention.sliding_window_pattern";
    private static final Rule NONE = new Rule(0, 0, false);

    /// @param tokens the window of a file that names none
    /// @param period every so many layers one looks back all the way; 0 for none
    /// @param fullFirst whether that is the first of them, and not the last
    private record Rule(long tokens, int period, boolean fullFirst) {}

    private static final Map<String, Rule> RULES = Map.ofEntries(
            last("afmoe", 0, 4),
            last("cohere2", 0, 4),
            first("cohere2moe", 4),
            last("exaone-moe", 128, 4),
            last("exaone4", 4096, 4),
            last("gemma-embedding", 0, 6),
            last("gemma2", 4096, 2),
            last("gemma3", 0, 6),
            last("gemma3n", 0, 5),
            last("gemma4", 0, 0),
            last("gpt-oss", 0, 2),
            last("granite_swa", 0, 0),
            first("laguna", 4),
            last("llama4", 8192, 4),
            last("mellum", 0, 4),
            last("mimo2", 0, 0),
            first("modern-bert", 3),
            last("olmo2", 0, 4),
            last("plamo3", 0, 8),
            first("smallthinker", 4),
            last("step35", 0, 0));

    /// Windows that are so long whatever the file says.
    private static final Map<String, Long> FIXED = Map.of("llama4", 8192L, "smallthinker", 4096L);

    private static Map.Entry<String, Rule> last(String architecture, long tokens, int period) {
        return Map.entry(architecture, new Rule(tokens, period, false));
    }

    private static Map.Entry<String, Rule> first(String architecture, int period) {
        return Map.entry(architecture, new Rule(0, period, true));
    }

    static SlidingWindows of(Metadata metadata) {
        Rule rule = RULES.getOrDefault(metadata.architecture(), NONE);
        long named = metadata.number("attention.sliding_window", rule.tokens);
        long tokens = named == 0 ? 0 : FIXED.getOrDefault(metadata.architecture(), named);
        return new SlidingWindows(isUsed(metadata) ? tokens : 0, metadata, rule);
    }

    private static boolean isUsed(Metadata metadata) {
        boolean small = metadata.architecture().equals("exaone4") && metadata.number("block_count") != 64;
        return RULES.containsKey(metadata.architecture()) && !small;
    }

    boolean has(int layer) {
        if (tokens == 0) return false;
        if (metadata.hasArray(PATTERN)) return metadata.flag(PATTERN, layer);
        long period = metadata.number(PATTERN, rule.period);
        if (period == 0) return true;
        return rule.fullFirst ? layer % period != 0 : layer % period < period - 1;
    }
}
