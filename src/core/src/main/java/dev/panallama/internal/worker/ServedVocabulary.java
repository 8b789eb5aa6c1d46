package dev.panallama.internal.worker;

import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.SpecialToken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts together what a program has to know of a vocabulary.
record ServedVocabulary(HostedVocabulary vocabulary) {
    /// Returns the tokens that have roles, by the roles' names.
    Map<String, Integer> specials() {
        return Arrays.stream(SpecialToken.values()).collect(Collectors.toMap(Enum::name, vocabulary::special));
    }

    boolean[] adds() {
        return new boolean[]{vocabulary.addsBeginningOfText(), vocabulary.addsEndOfText(), vocabulary.addsSeparator()};
    }

    /// Returns what there is to know of all tokens: texts end to end and where each ends, thrice, then attributes, scores
    /// and whether they end a generation. Without texts, all is empty but the last.
    @Nullable
    Object[] table() {
        int size = vocabulary.size();
        int described = vocabulary.type() == 0 ? 0 : size;
        var attributes = new int[described];
        var scores = new float[described];
        for (int id = 0; id < described; id++) {
            attributes[id] = vocabulary.attributes(id);
            scores[id] = vocabulary.score(id);
        }
        var ends = new boolean[size];
        for (int id = 0; id < size; id++) ends[id] = vocabulary.isEndOfGeneration(id);
        Texts plain = texts(described, id -> vocabulary.piece(id, false));
        Texts named = texts(described, id -> vocabulary.piece(id, true));
        Texts raw = texts(described, id -> vocabulary.rawText(id).getBytes(StandardCharsets.UTF_8));
        return new Object[]{plain.all(), plain.ends(), named.all(), named.ends(), raw.all(), raw.ends(), attributes,
            scores, ends};
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Texts(byte[] all, int[] ends) {}

    private static Texts texts(int count, IntFunction<byte[]> of) {
        var all = new ByteArrayOutputStream();
        var ends = new int[count];
        for (int id = 0; id < count; id++) {
            all.writeBytes(of.apply(id));
            ends[id] = all.size();
        }
        return new Texts(all.toByteArray(), ends);
    }
}
