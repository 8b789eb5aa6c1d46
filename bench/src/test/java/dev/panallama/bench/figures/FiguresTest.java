package dev.panallama.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class FiguresTest {
    @Test
    void a_sample_has_its_median_and_percentiles_whatever_the_order() {
        Sample sample = Sample.of(5, 1, 4, 2, 3);
        assertEquals(3, sample.median());
        assertEquals(1, sample.min());
        assertEquals(5, sample.max());
        assertEquals(4.8, sample.percentile(95), 1e-9);
        assertEquals("3.0 (1.0–5.0)", sample.format(1));
        assertEquals(2.5, Sample.of(2, 3).median());
    }

    @Test
    void an_empty_sample_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> Sample.of(List.of()));
    }

    @Test
    void a_row_has_as_many_cells_as_the_header() {
        assertEquals("| a | b |\n|---|---|\n| 1 | x |\n", new Table("a", "b").row(1, "x").toString());
        assertThrows(IllegalArgumentException.class, () -> new Table("a", "b").row(1));
    }

    @Test
    void a_plot_is_well_formed_and_higher_values_are_higher_up() throws Exception {
        var plot = new Plot("p", "a < b", "x", "y", List.of(
                new Plot.Curve("c", List.of(new Plot.Point(1, 10), new Plot.Point(8, 40)))));
        var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(plot.svg())));
        var circles = svg.getElementsByTagName("circle");
        assertEquals(2, circles.getLength());
        double first = Double.parseDouble(circles.item(0).getAttributes().getNamedItem("cy").getNodeValue());
        double second = Double.parseDouble(circles.item(1).getAttributes().getNamedItem("cy").getNodeValue());
        assertTrue(second < first);
    }

    @Test
    void a_report_holds_all_sections_and_its_plots_lie_beside_it(@TempDir Path folder) throws Exception {
        var plot = new Plot("curve", "t", "x", "y", List.of(new Plot.Curve("c", List.of(new Plot.Point(1, 1)))));
        var report = new Report("All", folder.resolve("results").resolve("day.md"));
        report.add(new Section("First", "one"));
        report.add(new Section("Second", "two", List.of(plot)));
        String text = Files.readString(folder.resolve("results").resolve("day.md"));
        assertTrue(text.contains("## First\n\none") && text.contains("![t](day-curve.svg)"), text);
        assertTrue(Files.exists(folder.resolve("results").resolve("day-curve.svg")));
    }
}
