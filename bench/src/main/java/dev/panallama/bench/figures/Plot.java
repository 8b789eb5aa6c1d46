package dev.panallama.bench.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Curves over a logarithmic axis, as a picture in SVG. Immutable.
///
/// @param name of its file, without the ending
/// @param title above the picture
/// @param across what the horizontal axis counts
/// @param up what the vertical axis counts, from 0
/// @param curves the curves
public record Plot(String name, String title, String across, String up, List<Curve> curves) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int MARGIN = 64;
    private static final List<String> COLOURS = List.of("#0b6e99", "#c7522a", "#4a7c3a", "#7d4e9e", "#8a6d1b");

    /// One curve.
    ///
    /// @param name beside its end
    /// @param points from left to right
    public record Curve(String name, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /// One point.
    public record Point(double x, double y) {}

    /// @throws IllegalArgumentException if there is no point
    public Plot {
        curves = List.copyOf(curves);
        if (curves.stream().allMatch(it -> it.points().isEmpty()))
            throw new IllegalArgumentException("plot %s has no point: measure something first".formatted(name));
    }

    /// Returns the picture.
    public String svg() {
        var lines = new ArrayList<String>();
        lines.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">"
                        .formatted(WIDTH, HEIGHT));
        lines.add("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        lines.add(label(WIDTH / 2.0, 24, "middle", title));
        lines.add(label(WIDTH / 2.0, HEIGHT - 14, "middle", across));
        lines.add(label(8, 44, "start", up));
        axes(lines);
        for (int i = 0; i < curves.size(); i++) curve(lines, curves.get(i), COLOURS.get(i % COLOURS.size()));
        lines.add("</svg>");
        return String.join("\n", lines) + "\n";
    }

    private void axes(List<String> lines) {
        lines.add(line(MARGIN, HEIGHT - MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN));
        lines.add(line(MARGIN, MARGIN, MARGIN, HEIGHT - MARGIN));
        points().mapToDouble(Point::x).distinct().sorted()
                .forEach(x -> lines.add(label(left(x), HEIGHT - MARGIN + 18, "middle", number(x))));
        for (int i = 0; i <= 4; i++) {
            double y = highest() * i / 4;
            lines.add(label(MARGIN - 6, top(y) + 4, "end", number(y)));
        }
    }

    private void curve(List<String> lines, Curve curve, String colour) {
        var path = new StringBuilder();
        for (Point it : curve.points())
            path.append("%s%s,%s".formatted(path.isEmpty() ? "M" : " L", pixel(left(it.x())), pixel(top(it.y()))));
        lines.add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>".formatted(path, colour));
        for (Point it : curve.points())
            lines.add(
                    "<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"/>".formatted(pixel(left(it.x())),
                            pixel(top(it.y())), colour));
        if (curve.points().isEmpty()) return;
        Point last = curve.points().getLast();
        lines.add(label(left(last.x()), top(last.y()) - 8, "end", curve.name()));
    }

    private Stream<Point> points() {
        return curves.stream().flatMap(it -> it.points().stream());
    }

    private double highest() {
        double highest = points().mapToDouble(Point::y).max().orElseThrow();
        return highest > 0 ? highest : 1;
    }

    private double left(double x) {
        double from = Math.log(points().mapToDouble(Point::x).min().orElseThrow());
        double to = Math.log(points().mapToDouble(Point::x).max().orElseThrow());
        double share = to == from ? 0.5 : (Math.log(x) - from) / (to - from);
        return MARGIN + share * (WIDTH - 2 * MARGIN);
    }

    private double top(double y) {
        return HEIGHT - MARGIN - y / highest() * (HEIGHT - 2 * MARGIN);
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value) ? Sample.text(value, 0) : Sample.text(value, 2);
    }

    private static String line(double x1, double y1, double x2, double y2) {
        return "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#555\"/>".formatted(pixel(x1), pixel(y1),
                pixel(x2), pixel(y2));
    }

    private static String label(double x, double y, String anchor, String text) {
        return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>".formatted(pixel(x), pixel(y), anchor,
                text.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private static String pixel(double value) {
        return Sample.text(value, 1);
    }
}
