package dev.panallama.jinja;

/// Texts made as wide as asked.
final class Padding {
    private Padding() {}

    /// @param align `<`, `>`, `^`, or `c` for the middle as `str.center` has it
    static Text pad(Rendering rendering, Text text, int width, Text fill, char align) {
        int missing = width - text.size();
        if (missing <= 0) return text;
        rendering.text(width);
        int left = align == '<' ? 0 : align == '>' ? missing : missing / 2 + (align == 'c' ? missing & width & 1 : 0);
        return new TextBuilder().append(Joining.repeat(rendering, fill, left)).append(text)
                .append(Joining.repeat(rendering, fill, missing - left)).text(text.isMarkup());
    }
}
