package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.internal.host.ModelFacts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Asks llama.cpp what it knows of a model, on a thread that can be lost: getters break off on what they do not expect.
///
/// @param pointer of the model
record FactsReader(MemorySegment pointer) {
    private static final String TEMPLATE = "tokenizer.chat_template.";

    /// @param overrides metadata that counts instead of the file's
    ModelFacts read(Map<String, Object> overrides) {
        Map<String, String> metadata = metadata();
        int layers = llama_h.llama_model_n_layer(pointer);
        return new ModelFacts(
                NativeText.read(256, (buffer, size) -> llama_h.llama_model_desc(pointer, buffer, size)),
                llama_h.llama_ftype_name(llama_h.llama_model_ftype(pointer)).getString(0),
                llama_h.llama_model_n_params(pointer),
                llama_h.llama_model_size(pointer),
                llama_h.llama_model_n_ctx_train(pointer),
                layers,
                llama_h.llama_model_n_embd(pointer),
                llama_h.llama_model_n_embd_inp(pointer),
                llama_h.llama_model_n_embd_out(pointer),
                llama_h.llama_model_n_layer_nextn(pointer),
                layers == 0 ? 0 : llama_h.llama_model_n_head(pointer), // C breaks off without layers
                layers == 0 ? 0 : llama_h.llama_model_n_head_kv(pointer),
                llama_h.llama_model_n_swa(pointer),
                rope(),
                llama_h.llama_model_rope_freq_scale_train(pointer),
                llama_h.llama_model_decoder_start_token(pointer),
                llama_h.llama_model_n_cls_out(pointer),
                classifierLabels(),
                llama_h.llama_model_has_encoder(pointer),
                llama_h.llama_model_has_decoder(pointer),
                llama_h.llama_model_is_recurrent(pointer),
                llama_h.llama_model_is_hybrid(pointer),
                llama_h.llama_model_is_diffusion(pointer),
                metadata,
                overrides,
                chatTemplate(MemorySegment.NULL),
                chatTemplates(metadata));
    }

    private String rope() {
        int type = llama_h.llama_model_rope_type(pointer);
        if (type == llama_h.LLAMA_ROPE_TYPE_NORM()) return "NEIGHBOURS";
        if (type == llama_h.LLAMA_ROPE_TYPE_NEOX()) return "HALVES";
        if (type == llama_h.LLAMA_ROPE_TYPE_MROPE()) return "SECTIONS";
        if (type == llama_h.LLAMA_ROPE_TYPE_IMROPE()) return "INTERLEAVED_SECTIONS";
        return type == llama_h.LLAMA_ROPE_TYPE_VISION() ? "VISION" : "NONE";
    }

    private List<String> classifierLabels() {
        return IntStream.range(0, llama_h.llama_model_n_cls_out(pointer))
                .mapToObj(i -> llama_h.llama_model_cls_label(pointer, i))
                .takeWhile(it -> !it.equals(MemorySegment.NULL))
                .map(it -> it.getString(0))
                .toList();
    }

    private Map<String, String> metadata() {
        var metadata = new LinkedHashMap<String, String>();
        for (int i = 0, count = llama_h.llama_model_meta_count(pointer); i < count; i++)
            metadata.put(metadataKey(i), metadataValue(i));
        return Collections.unmodifiableMap(metadata);
    }

    private String metadataKey(int index) {
        return NativeText.read(
                128, (buffer, size) -> llama_h.llama_model_meta_key_by_index(pointer, index, buffer, size));
    }

    private String metadataValue(int index) {
        return NativeText.read(
                256, (buffer, size) -> llama_h.llama_model_meta_val_str_by_index(pointer, index, buffer, size));
    }

    private Map<String, String> chatTemplates(Map<String, String> metadata) {
        var templates = new LinkedHashMap<String, String>();
        try (var arena = Arena.ofConfined()) {
            for (String key : metadata.keySet()) {
                if (!key.startsWith(TEMPLATE)) continue;
                String name = key.substring(TEMPLATE.length());
                String template = chatTemplate(arena.allocateFrom(name));
                if (template != null) templates.put(name, template);
            }
        }
        return Collections.unmodifiableMap(templates);
    }

    private @Nullable String chatTemplate(MemorySegment name) {
        MemorySegment template = llama_h.llama_model_chat_template(pointer, name);
        return template.equals(MemorySegment.NULL) ? null : template.getString(0);
    }
}
