static final int MARGIN = 20;
static final int BAR = 16;
static final double COLUMN = 8.43; // as wide as a character of 14 pixels in most fonts
static final int LINE = 20;

/// Draws the text that a terminal shows as SVG, from standard input to standard output.
void main() throws IOException {
    List<String> lines = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing().lines().toList();
    long width = Math.round(2 * MARGIN + COLUMN * lines.stream().mapToInt(String::length).max().orElse(1));
    int height = BAR + 2 * MARGIN + LINE * lines.size();
    IO.println("""
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d">
            <rect width="%1$d" height="%2$d" rx="10" fill="#1e2127"/>
            <g fill="#4b515d"><circle cx="20" cy="18" r="6"/><circle cx="40" cy="18" r="6"/><circle cx="60" cy="18" r="6"/></g>
            <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" \
            fill="#d7dae0" style="white-space: pre">""".formatted(width, height));
    for (int i = 0; i < lines.size(); i++) write(lines.get(i), BAR + MARGIN + LINE * i + LINE / 2);
    IO.println("</g>\n</svg>");
}

/// Writes a line as wide as its columns are, in fonts of any width.
static void write(String line, int y) {
    if (line.isBlank()) return;
    IO.println(String.format(Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" dominant-baseline=\"central\" textLength=\"%.2f\">%s</text>",
            MARGIN, y, line.length() * COLUMN, line.replace("&", "&amp;").replace("<", "&lt;")));
}
