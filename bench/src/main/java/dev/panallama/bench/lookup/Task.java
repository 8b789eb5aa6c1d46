package dev.panallama.bench.lookup;

import dev.panallama.sampler.Sampler;
import java.util.List;

/// A prompt that a model goes on with. Immutable.
///
/// @param name what it is called in tables
/// @param prompt its text
/// @param sampler what chooses the tokens
record Task(String name, String prompt, Sampler sampler) {
    private static final String PASSAGE = """
            The lighthouse on the northern cape was built in 1871 of granite that came by barge from the quarries of the south. \
            Its keeper, a patient woman named Ingrid Halvorsen, wrote down the weather every six hours for thirty-one years. \
            When the lamp was changed from oil to electricity in 1923, she refused to leave, and the harbour board let her stay \
            as a guest of the tower. Her notebooks, which fill four shelves of the town's library, are still read by people who \
            study how storms move along that coast.""";

    private static final String CODE = """
            public final class Basket {
                private final List<Item> items = new ArrayList<>();

                public void add(Item item) {
                    if (item == null) throw new IllegalArgumentException("no item");
                    items.add(item);
                }

                public int total() {
                    int total = 0;
                    for (Item item : items) total += item.price() * item.count();
                    return total;
                }

                public boolean isEmpty() {
                    return items.isEmpty();
                }
            }
            """;

    /// Returns tasks whose answers repeat what was said, and one whose answer does not.
    static List<Task> all() {
        return List.of(
                new Task("quote", "Text:\n%s\n\nThe same text again, word for word:\n".formatted(PASSAGE),
                        Sampler.greedy()),
                new Task("edit code", "```java\n%s```\n\nThe same class, renamed to Cart:\n\n```java\n".formatted(CODE),
                        Sampler.greedy()),
                new Task("new text", "One morning the mountain was gone.", Sampler.defaults().withSeed(1)));
    }
}
