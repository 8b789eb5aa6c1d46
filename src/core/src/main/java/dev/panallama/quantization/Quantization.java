package dev.panallama.quantization;

import dev.panallama.gguf.TensorType;

/// The types of files that llama.cpp v0.4.0 writes: which types of numbers a model's tensors get. Names are llama.cpp's.
///
/// Most are mixtures: tensors that suffer more from lost digits get more bits than the others.
public enum Quantization {
    /// Single precision: nothing is lost.
    F32(0, TensorType.F32, 32),
    /// Half precision.
    F16(1, TensorType.F16, 16.0005),
    /// Half precision with the range of single.
    BF16(32, TensorType.BF16, 16.0005),
    /// 8 bits: as good as the original, to all that was measured.
    Q8_0(7, TensorType.Q8_0, 8.5008),
    /// 6 bits.
    Q6_K(18, TensorType.Q6_K, 6.5633),
    /// 5 bits, and 6 for the tensors that suffer most.
    Q5_K_M(17, TensorType.Q5_K, 5.7036),
    /// 5 bits.
    Q5_K_S(16, TensorType.Q5_K, 5.5704),
    /// 5 bits with an offset; superseded by `Q5_K_M`.
    Q5_1(9, TensorType.Q5_1, 6.0),
    /// 5 bits; superseded by `Q5_K_S`.
    Q5_0(8, TensorType.Q5_0, 5.5),
    /// 4 bits, and 6 for the tensors that suffer most: the usual choice.
    Q4_K_M(15, TensorType.Q4_K, 4.8944),
    /// 4 bits.
    Q4_K_S(14, TensorType.Q4_K, 4.6672),
    /// 4 bits with an offset; superseded by `Q4_K_M`.
    Q4_1(3, TensorType.Q4_1, 5.0),
    /// 4 bits: what some hardware computes fastest.
    Q4_0(2, TensorType.Q4_0, 4.5),
    /// 4 bits, levels not evenly spaced, blocks of 32.
    IQ4_NL(25, TensorType.IQ4_NL, 4.6818),
    /// 4 bits, levels not evenly spaced.
    IQ4_XS(30, TensorType.IQ4_XS, 4.4597),
    /// 3 bits, and 5 for the tensors that suffer most.
    Q3_K_L(13, TensorType.Q3_K, 4.2979),
    /// 3 bits, and 4 for the tensors that suffer most.
    Q3_K_M(12, TensorType.Q3_K, 3.996),
    /// 3 bits.
    Q3_K_S(11, TensorType.Q3_K, 3.6429),
    /// 3 bits by a table, and 4 for the tensors that suffer most.
    IQ3_M(27, TensorType.IQ3_S, 3.7628),
    /// 3 bits by a table.
    IQ3_S(26, TensorType.IQ3_S, 3.6606),
    /// 3 bits by a table.
    IQ3_XS(22, TensorType.IQ3_S, 3.4977),
    /// 3 bits by a table; needs an importance matrix.
    IQ3_XXS(23, TensorType.IQ3_XXS, 3.2548),
    /// 2 bits, and 3 for the tensors that suffer most.
    Q2_K(10, TensorType.Q2_K, 3.1593),
    /// 2 bits; needs an importance matrix.
    Q2_K_S(21, TensorType.Q2_K, 2.9697),
    /// 2 bits by a table; needs an importance matrix.
    IQ2_M(29, TensorType.IQ2_S, 2.9294),
    /// 2 bits by a table; needs an importance matrix.
    IQ2_S(28, TensorType.IQ2_XS, 2.7403),
    /// 2 bits by a table; needs an importance matrix.
    IQ2_XS(20, TensorType.IQ2_XS, 2.5882),
    /// 2 bits by a table; needs an importance matrix.
    IQ2_XXS(19, TensorType.IQ2_XXS, 2.3824),
    /// Less than 2 bits; needs an importance matrix.
    IQ1_M(31, TensorType.IQ1_M, 2.146),
    /// Less than 2 bits; needs an importance matrix.
    IQ1_S(24, TensorType.IQ1_S, 2.0042),
    /// Three levels, for models trained so.
    TQ2_0(37, TensorType.TQ2_0, 2.06),
    /// Three levels, packed tighter, for models trained so.
    TQ1_0(36, TensorType.TQ1_0, 1.69),
    /// 2 bits, blocks of 64, for models trained so.
    Q2_0(41, TensorType.Q2_0, 2.25),
    /// 1 bit, for models trained so.
    Q1_0(40, TensorType.Q1_0, 1.125),
    /// 4-bit floating point for experts, 8 bits for the rest.
    MXFP4_MOE(38, TensorType.MXFP4, 4.25);

    private final int id;
    private final TensorType tensorType;
    private final double bitsPerWeight;

    Quantization(int id, TensorType tensorType, double bitsPerWeight) {
        this.id = id;
        this.tensorType = tensorType;
        this.bitsPerWeight = bitsPerWeight;
    }

    /// Returns the number that stands for it in files, as `general.file_type`.
    public int id() {
        return id;
    }

    /// Returns the type that most tensors get.
    public TensorType tensorType() {
        return tensorType;
    }

    /// Returns how many bits a weight takes in a large model, as llama.cpp measured it with Llama 3.1 8B or, for types that
    /// it did not measure, as a block says. [Quantizer#plan] says it for yours.
    public double bitsPerWeight() {
        return bitsPerWeight;
    }

    boolean isQuantized() {
        return tensorType.blockSize() > 1;
    }
}
