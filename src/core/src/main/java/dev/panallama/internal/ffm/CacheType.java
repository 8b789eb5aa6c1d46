package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.gguf.TensorType;

/// How numbers are stored in a KV cache: the types that llama.cpp computes attention with. The names are ggml's.
enum CacheType {
    F32(llama_h.GGML_TYPE_F32()), F16(llama_h.GGML_TYPE_F16()), BF16(llama_h.GGML_TYPE_BF16()), Q8_0(
            llama_h.GGML_TYPE_Q8_0()), Q5_1(llama_h.GGML_TYPE_Q5_1()), Q5_0(llama_h.GGML_TYPE_Q5_0()), Q4_1(
                    llama_h.GGML_TYPE_Q4_1()), Q4_0(llama_h.GGML_TYPE_Q4_0()), IQ4_NL(
                            llama_h.GGML_TYPE_IQ4_NL()), MXFP4(llama_h.GGML_TYPE_MXFP4());

    private final int ggmlType;

    CacheType(int ggmlType) {
        this.ggmlType = ggmlType;
    }

    TensorType tensorType() {
        return TensorType.valueOf(name());
    }

    int ggmlType() {
        return ggmlType;
    }

    /// Returns how many numbers are stored together; a head's size has to be a multiple of it.
    int blockLength() {
        return (int) llama_h.ggml_blck_size(ggmlType());
    }

    double bytesPerNumber() {
        return (double) llama_h.ggml_type_size(ggmlType()) / blockLength();
    }
}
