package dev.panallama.runner.desktop;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a line that looks alike. Immutable.
record Span(String text, Set<Look> looks) {
    /// How a part differs from the rest.
    enum Look {
        BOLD, ITALIC, CODE, STRUCK, LINK
    }

    // What is marked has 1,000 characters at most: else each mark that nothing closes is looked for to the end of a long line.
    private static final Pattern MARKED = Pattern.compile("""
            (?:(?<!`)|\\G)(?<ticks>`++)(?<code>.{1,1000}?)(?<!`)\\k<ticks>(?!`)\
            |\\*\\*(?=\\S)(?<bold>.{1,1000}?)(?<=\\S)\\*\\*\
            |__(?=\\S)(?!__)(?<bold2>.{1,1000}?)(?<=\\S)__(?!\\w)\
            |~~(?=\\S)(?<struck>.{1,1000}?)(?<=\\S)~~\
            |\\*(?=[^\\s*])(?<italic>[^*]{1,1000}?)(?<=[^\\s*])\\*(?!\\*)\
            |(?<!\\w)_(?=[^\\s_])(?<italic2>[^_]{1,1000}?)(?<=[^\\s_])_(?!\\w)\
            |\\[(?<label>[^\\]\\[]{1,1000}+)]\\((?<url>[^)\\s]{1,2000}+)\\)\
            |\\\\(?<escaped>[\\\\`*_~\\[\\]#|>.!-])""");

    Span {
        looks = Set.copyOf(looks);
    }

    /// Reads a line of Markdown. What is not closed, yet or at all, is text.
    static List<Span> parse(String line) {
        var spans = new ArrayList<Span>();
        parse(line, EnumSet.noneOf(Look.class), spans);
        return spans;
    }

    private static void parse(String line, Set<Look> looks, List<Span> spans) {
        Matcher marked = MARKED.matcher(line);
        int end = 0;
        while (marked.find()) {
            add(line.substring(end, marked.start()), looks, spans);
            addMarked(marked, looks, spans);
            end = marked.end();
        }
        add(line.substring(end), looks, spans);
    }

    private static void addMarked(Matcher it, Set<Look> looks, List<Span> spans) {
        if (it.group("code") != null) add(it.group("code").strip(), with(looks, Look.CODE), spans);
        else if (it.group("bold") != null) parse(it.group("bold"), with(looks, Look.BOLD), spans);
        else if (it.group("bold2") != null) parse(it.group("bold2"), with(looks, Look.BOLD), spans);
        else if (it.group("struck") != null) parse(it.group("struck"), with(looks, Look.STRUCK), spans);
        else if (it.group("italic") != null) parse(it.group("italic"), with(looks, Look.ITALIC), spans);
        else if (it.group("italic2") != null) parse(it.group("italic2"), with(looks, Look.ITALIC), spans);
        else if (it.group("escaped") != null) add(it.group("escaped"), looks, spans);
        else addLink(it.group("label"), it.group("url"), looks, spans);
    }

    /// A link is not followed, and shows where it leads.
    private static void addLink(String label, String url, Set<Look> looks, List<Span> spans) {
        add(label, with(looks, Look.LINK), spans);
        if (!label.equals(url)) add(" (" + url + ")", looks, spans);
    }

    private static Set<Look> with(Set<Look> looks, Look more) {
        Set<Look> all = EnumSet.of(more);
        all.addAll(looks);
        return all;
    }

    private static void add(String text, Set<Look> looks, List<Span> spans) {
        if (!text.isEmpty()) spans.add(new Span(text, looks));
    }
}
