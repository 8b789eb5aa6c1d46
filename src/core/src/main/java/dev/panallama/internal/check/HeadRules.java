package dev.panallama.internal.check;

import dev.panallama.internal.check.Family.Trait;

/// The heads of attention: how many there are, how wide, and how much of each is rotated.
final class HeadRules {
    private final Family family;
    private final Values values;
    private final Findings findings;

    HeadRules(Family family, Values values, Findings findings) {
        this.family = family;
        this.values = values;
        this.findings = findings;
    }

    void check() {
        PerLayer heads = values.perLayer("attention.head_count", PerLayer.same(0));
        PerLayer keyValueHeads = values.perLayer("attention.head_count_kv", heads);
        varies("attention.head_count", heads);
        varies("attention.head_count_kv", keyValueHeads);
        if (heads.least() < 1) {
            findings.fault("%s is %s: it has to be the number of heads", values.key("attention.head_count"),
                    values.has("attention.head_count") ? "0" : "missing");
            return;
        }
        counts(heads.first(), keyValueHeads);
        sizes(heads.first());
    }

    private void varies(String name, PerLayer numbers) {
        if (numbers.varies())
            findings.doubt("%s differs from layer to layer, as in no %s that has been fuzzed", values.key(name),
                    values.architecture());
    }

    private void counts(long heads, PerLayer keyValueHeads) {
        long each = keyValueHeads.first();
        if (keyValueHeads.least() < 1 || heads % each != 0)
            findings.fault("%s is %,d, no divisor of %,d heads: give one", values.key("attention.head_count_kv"),
                    keyValueHeads.least(), heads);
        else
            if (family.has(Trait.EQUAL_HEADS) && each != heads)
                findings.fault("%s is %,d: a %s has as many as its %,d heads", values.key("attention.head_count_kv"),
                        each,
                        values.architecture(), heads);
    }

    private void sizes(long heads) {
        long width = values.whole("embedding_length", 0);
        long key = values.whole("attention.key_length", width / heads);
        long value = values.whole("attention.value_length", width / heads);
        if (key < 1 || key % 2 != 0)
            findings.fault("%s is %,d, or follows from the others: the heads have to be as wide as an even number",
                    values.key("attention.key_length"), key);
        if (key != value)
            findings.fault("%s is %,d and %s %,d: the heads of a %s are as wide in both",
                    values.key("attention.key_length"), key, values.key("attention.value_length"), value,
                    values.architecture());
        if (family.has(Trait.SQUARE) && key * heads != width)
            findings.fault("%s is %,d, or follows from the others: %,d heads have to be as wide as the embedding's %,d",
                    values.key("attention.key_length"), key, heads, width);
        equal("attention.key_length_swa", key);
        equal("attention.value_length_swa", value);
        turned(key);
    }

    private void turned(long size) {
        long turned = values.whole("rope.dimension_count", size);
        equal("rope.dimension_count_swa", turned);
        boolean all = family.has(Trait.TURNS_ALL);
        if (all && turned != size)
            findings.fault("%s is %,d: a %s rotates all %,d numbers of a head", values.key("rope.dimension_count"),
                    turned,
                    values.architecture(), size);
        else
            if (family.has(Trait.TURNS) && (turned < 1 || turned > size || turned % 2 != 0))
                findings.fault("%s is %,d: it has to be an even number, 2 to the %,d of a head",
                        values.key("rope.dimension_count"), turned, size);
    }

    private void equal(String name, long without) {
        long value = values.whole(name, without);
        if (value != without)
            findings.fault("%s is %,d: a %s has %,d in all layers", values.key(name), value, values.architecture(),
                    without);
    }
}
