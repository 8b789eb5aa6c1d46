package dev.panallama;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A vocabulary of a few hundred tokens for a tiny model: control tokens, all bytes, printable characters, some words.
final class TinyVocabulary {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    private static final List<String> WORDS = List.of(
            "the", "of", "and", "to", "in", "is", "that", "it", "for", "was", "on", "are", "with", "as", "be", "this",
            "have", "from", "one", "had", "by", "word", "but", "not", "what", "all", "were", "we", "when", "your",
            "can",
            "said", "there", "use", "each", "which", "she", "do", "how", "their", "if", "will", "up", "other", "about",
            "out", "many", "then", "them", "hello", "world", "sky", "blue", "time", "make", "like", "water", "long");

    private static final String CHAT_TEMPLATE = """
            {% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' \
            + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";

    private final Map<String, Integer> types = new LinkedHashMap<>(); // of the tokens, in the order of their ids
    private final List<String> merges = new ArrayList<>();
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();

    private TinyVocabulary(String model) {
        metadata.put("tokenizer.ggml.model", GgufValue.text(model));
    }

    /// SentencePiece's byte pairs: what has no token is spelled in bytes; a start token goes first.
    static TinyVocabulary sentencePiece() {
        var it = new TinyVocabulary("llama");
        it.add("<unk>", UNKNOWN);
        it.add("<s>", CONTROL);
        it.add("</s>", CONTROL);
        for (int b = 0; b < 256; b++) it.add("<0x%02X>".formatted(b), BYTE);
        it.addControl("<|im_start|>", "<|im_end|>");
        it.addPrefixes("▁");
        it.addPrintable();
        it.special("bos", 1);
        it.special("eos", 2);
        it.special("eot", it.id("<|im_end|>"));
        it.metadata.put("tokenizer.ggml.add_bos_token", GgufValue.flag(true));
        it.metadata.put("tokenizer.chat_template", GgufValue.text(CHAT_TEMPLATE));
        return it;
    }

    /// GPT-2's byte pairs: every byte is a character, pairs are merged by rank.
    static TinyVocabulary bytePairs() {
        var it = new TinyVocabulary("gpt2");
        it.metadata.put("tokenizer.ggml.pre", GgufValue.text("gpt-2"));
        it.addControl("<|endoftext|>");
        int foreign = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b > ' ' && b < 0x7f || b > 0xa0 && b != 0xad;
            it.add(Character.toString(printable ? b : foreign++), NORMAL);
        }
        it.addPrefixes("Ġ"); // a space
        it.special("bos", 0);
        it.special("eos", 0);
        return it;
    }

    /// BERT's word pieces: a word begins with a mark, its other pieces do not.
    static TinyVocabulary wordPieces() {
        var it = new TinyVocabulary("bert");
        it.addControl("[PAD]");
        it.add("[UNK]", UNKNOWN);
        it.addControl("[CLS]", "[SEP]", "[MASK]");
        for (char c = 'a'; c <= 'z'; c++) it.add("▁" + c, NORMAL);
        for (String word : WORDS) it.add("▁" + word, NORMAL);
        it.addPrintable();
        it.special("padding", 0);
        it.special("unknown", 1);
        it.special("bos", 2);
        it.special("seperator", 3); // spelled so in the format
        it.special("mask", 4);
        it.metadata.put("tokenizer.ggml.token_type_count", GgufValue.uint32(2));
        return it;
    }

    /// SentencePiece's unigrams, as in T5: the best path through the text; an end token goes last.
    static TinyVocabulary unigrams() {
        var it = new TinyVocabulary("t5");
        it.addControl("<pad>", "</s>");
        it.add("<unk>", UNKNOWN);
        it.addPrefixes("▁");
        it.addPrintable();
        it.special("padding", 0);
        it.special("eos", 1);
        it.special("unknown", 2);
        it.metadata.put("tokenizer.ggml.add_space_prefix", GgufValue.flag(true));
        return it;
    }

    /// RWKV's bytes: each has a token, and words do; the longest that fits is taken.
    static TinyVocabulary escapedBytes() {
        var it = new TinyVocabulary("rwkv");
        it.addControl("<s>");
        for (int b = 0; b < 256; b++) {
            boolean plain = b > ' ' && b < 0x7f && b != '\\';
            it.add(plain ? Character.toString(b) : b == '\\' ? "\\\\" : "\\x%02x".formatted(b), NORMAL);
        }
        for (String word : WORDS) it.add(" " + word, NORMAL);
        return it;
    }

    /// PLaMo 2's unigrams over characters, with a token for each byte.
    static TinyVocabulary characterUnigrams() {
        var it = new TinyVocabulary("plamo2");
        it.add("<|plamo:unk|>", UNKNOWN);
        it.addControl("<|plamo:bos|>", "<|plamo:eos|>", "<|plamo:pad|>");
        for (int b = 0; b < 256; b++) it.add("<0x%02X>".formatted(b), BYTE);
        it.addPrintable();
        for (String word : WORDS) it.add(" " + word, NORMAL);
        return it;
    }

    /// Gemma 4's byte pairs over characters, with a token for each byte; a start token goes first.
    static TinyVocabulary characterPairs() {
        var it = new TinyVocabulary("gemma4");
        it.addControl("<pad>", "<eos>", "<bos>");
        for (int b = 0; b < 256; b++) it.add("<0x%02X>".formatted(b), BYTE);
        it.add("\u2581", NORMAL);
        it.addPrintable();
        it.merges.add("t h");
        it.add("th", NORMAL);
        it.special("bos", 2);
        it.special("eos", 1);
        return it;
    }

    int size() {
        return types.size();
    }

    /// Returns whether a token is one of text: neither control nor a lone byte.
    boolean isText(int id) {
        return List.copyOf(types.values()).get(id) == NORMAL;
    }

    void writeTo(GgufWriter writer) {
        metadata.forEach(writer::put);
        var scores = new float[size()];
        for (int i = 0; i < scores.length; i++) scores[i] = -i; // what comes first is merged first
        writer.put("tokenizer.ggml.tokens", GgufValue.texts(List.copyOf(types.keySet())));
        writer.put("tokenizer.ggml.scores", GgufValue.float32s(scores));
        writer.put(
                "tokenizer.ggml.token_type",
                GgufValue.int32s(types.values().stream().mapToInt(it -> it).toArray()));
        if (!merges.isEmpty()) writer.put("tokenizer.ggml.merges", GgufValue.texts(merges));
    }

    private void add(String token, int type) {
        types.putIfAbsent(token, type);
    }

    private void addControl(String... tokens) {
        for (String it : tokens) add(it, CONTROL);
    }

    private void addPrintable() {
        IntStream.range('!', 0x7f).forEach(it -> add(Character.toString(it), NORMAL));
    }

    /// Adds each word after a space, and what leads to it: merges grow it by one character after the other.
    private void addPrefixes(String space) {
        add(space, NORMAL);
        for (String word : WORDS) {
            String prefix = space;
            for (char next : word.toCharArray()) {
                String longer = prefix + next;
                if (!types.containsKey(longer)) merges.add(prefix + " " + next);
                add(longer, NORMAL);
                prefix = longer;
            }
        }
        if (!space.equals("Ġ")) merges.clear(); // only byte pairs are listed
    }

    private int id(String token) {
        return List.copyOf(types.keySet()).indexOf(token);
    }

    private void special(String role, int id) {
        metadata.put("tokenizer.ggml.%s_token_id".formatted(role), GgufValue.uint32(id));
    }
}
