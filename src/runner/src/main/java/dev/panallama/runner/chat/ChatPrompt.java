package dev.panallama.runner.chat;

import dev.panallama.Model;
import dev.panallama.Vocabulary;
import dev.panallama.chat.ChatMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A conversation as the model's template writes it, which still knows what the template wrote and what people
/// did: `<|im_end|>` ends a turn when the template writes it, and is ten characters when a person does. Immutable.
///
/// @param pieces the text in order
record ChatPrompt(List<Piece> pieces) {
    /// A part of the text.
    ///
    /// @param said whether it is a message's content, and not the template's
    record Piece(String text, boolean said) {}

    /// What stands in for a message's content while the template is applied, its number between characters for
    /// private use, which no template has.
    private static final Pattern MARK = Pattern.compile("\uE000(\\d+)\uE001");

    /// Copies the list.
    ChatPrompt {
        pieces = List.copyOf(pieces);
    }

    /// Applies the model's template, up to where the assistant's next answer begins.
    static ChatPrompt of(Model model, List<ChatMessage> messages) {
        var marked = IntStream.range(0, messages.size())
                .mapToObj(it -> marked(messages.get(it), "\uE000" + it + "\uE001"))
                .toList();
        return unmarked(model.applyChatTemplate(marked, true), messages);
    }

    private static ChatMessage marked(ChatMessage message, String mark) {
        return switch (message.role()) {
            case SYSTEM -> ChatMessage.system(mark);
            case USER, TOOL -> ChatMessage.user(mark);
            case ASSISTANT -> ChatMessage.assistant(mark);
        };
    }

    private static ChatPrompt unmarked(String text, List<ChatMessage> messages) {
        var pieces = new ArrayList<Piece>();
        Matcher mark = MARK.matcher(text);
        int from = 0;
        while (mark.find()) {
            pieces.add(new Piece(text.substring(from, mark.start()), false));
            pieces.add(new Piece(messages.get(Integer.parseInt(mark.group(1))).text(), true));
            from = mark.end();
        }
        pieces.add(new Piece(text.substring(from), false));
        return new ChatPrompt(pieces);
    }

    /// Returns the whole text.
    String text() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    /// Returns what follows the first characters.
    ChatPrompt after(int characters) {
        var rest = new ArrayList<Piece>();
        int skip = characters;
        for (Piece piece : pieces) {
            int cut = Math.min(skip, piece.text().length());
            if (cut < piece.text().length()) rest.add(new Piece(piece.text().substring(cut), piece.said()));
            skip -= cut;
        }
        return new ChatPrompt(rest);
    }

    /// Returns the tokens. Text is split into tokens as a whole, which is what models are trained on, unless
    /// something said would come out as special tokens: then each piece is split for itself.
    ///
    /// @param first whether nothing stands before them
    int[] tokens(Vocabulary vocabulary, boolean first) {
        if (pieces.stream().noneMatch(it -> it.said() && imitatesTemplate(it.text(), vocabulary)))
            return vocabulary.tokenize(text(), first, true);
        return IntStream.range(0, pieces.size())
                .mapToObj(it -> tokens(pieces.get(it), vocabulary, first && it == 0))
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    private static int[] tokens(Piece piece, Vocabulary vocabulary, boolean first) {
        return vocabulary.tokenize(piece.text(), first, !piece.said());
    }

    private static boolean imitatesTemplate(String text, Vocabulary vocabulary) {
        return !Arrays.equals(vocabulary.tokenize(text, false, true), vocabulary.tokenize(text, false, false));
    }
}
