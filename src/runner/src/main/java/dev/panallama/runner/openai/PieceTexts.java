package dev.panallama.runner.openai;

import dev.panallama.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Tells of each token in a row which characters it completes. Serves one thread.
final class PieceTexts {
    private final Vocabulary vocabulary;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE);
    private byte[] open = {}; // a character that is not whole yet

    PieceTexts(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    String add(int id) {
        byte[] piece = vocabulary.piece(id);
        ByteBuffer bytes = ByteBuffer.allocate(open.length + piece.length).put(open).put(piece).flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.decode(bytes, text, false);
        open = new byte[bytes.remaining()];
        bytes.get(open);
        return text.flip().toString();
    }
}
