package dev.panallama.internal.worker;

import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.SpecialToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The vocabulary of a model in a worker. What it says of single tokens comes over at once, when the first is asked for.
final class RemoteVocabulary implements HostedVocabulary {
    private final RemoteModel model;
    private final int size;
    private final int type;
    private final Map<String, Integer> specials;
    private final boolean[] adds;
    private final int[] suppressed;
    private @Nullable Table table;

    /// @param loaded what the worker answered to the load
    RemoteVocabulary(RemoteModel model, Message loaded) {
        this.model = model;
        size = loaded.integer(2);
        type = loaded.integer(3);
        specials = loaded.map(4);
        adds = (boolean[]) loaded.value(5);
        suppressed = loaded.integers(6);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        return model.call(Operation.TOKENIZE, text, addSpecial, parseSpecial).integers(0);
    }

    @Override
    public byte[] detokenize(int[] ids, boolean removeSpecial, boolean unparseSpecial) {
        return model.call(Operation.DETOKENIZE, ids, removeSpecial, unparseSpecial).bytes(0);
    }

    @Override
    public byte[] piece(int id, boolean special) {
        checkText();
        checkId(id);
        return special ? table().named().bytes(id) : table().plain().bytes(id);
    }

    @Override
    public boolean isEndOfGeneration(int id) {
        checkId(id);
        return table().ends()[id];
    }

    @Override
    public int attributes(int id) {
        checkText();
        checkId(id);
        return table().attributes()[id];
    }

    @Override
    public String rawText(int id) {
        checkText();
        checkId(id);
        return new String(table().raw().bytes(id), StandardCharsets.UTF_8);
    }

    @Override
    public float score(int id) {
        checkText();
        checkId(id);
        return table().scores()[id];
    }

    @Override
    public int special(SpecialToken role) {
        return specials.getOrDefault(role.name(), -1);
    }

    @Override
    public boolean addsBeginningOfText() {
        return adds[0];
    }

    @Override
    public boolean addsEndOfText() {
        return adds[1];
    }

    @Override
    public boolean addsSeparator() {
        return adds[2];
    }

    @Override
    public int[] suppressedTokens() {
        return suppressed.clone();
    }

    private void checkText() {
        model.checkOpen();
        if (type == 0)
            throw new UnsupportedOperationException("this model has no vocabulary: it takes token ids, not text");
    }

    private synchronized Table table() {
        Table known = table;
        if (known == null) {
            Message it = model.call(Operation.VOCABULARY);
            known = new Table(new Texts(it.bytes(0), it.integers(1)), new Texts(it.bytes(2), it.integers(3)),
                    new Texts(it.bytes(4), it.integers(5)), it.integers(6), it.numbers(7), (boolean[]) it.value(8));
            table = known;
        }
        return known;
    }

    /// What the worker says of each token.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Table(Texts plain, Texts named, Texts raw, int[] attributes, float[] scores, boolean[] ends) {}

    /// Texts one after the other, and where each ends.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Texts(byte[] all, int[] ends) {
        byte[] bytes(int index) {
            return Arrays.copyOfRange(all, index == 0 ? 0 : ends[index - 1], ends[index]);
        }
    }
}
