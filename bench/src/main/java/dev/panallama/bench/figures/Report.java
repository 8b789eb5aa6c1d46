package dev.panallama.bench.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Sections that are written to a file as they come, so that a run that is stopped loses nothing. For one thread.
public final class Report {
    private final Path file;
    private final List<Section> sections = new ArrayList<>();
    private final String title;

    /// @param file whose folder is made if need be; plots lie beside it
    public Report(String title, Path file) {
        this.title = title;
        this.file = file;
    }

    /// Adds a section and writes the file anew.
    public void add(Section section) throws IOException {
        sections.add(section);
        Files.createDirectories(file.toAbsolutePath().getParent());
        for (Plot plot : section.plots()) Files.writeString(pictureOf(plot), plot.svg());
        Files.writeString(file, toString());
    }

    private Path pictureOf(Plot plot) {
        return file.resolveSibling(pictureName(plot));
    }

    private String pictureName(Plot plot) {
        return "%s-%s.svg".formatted(file.getFileName().toString().replaceFirst("\\.md$", ""), plot.name());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("# %s\n".formatted(title));
        for (Section section : sections) {
            text.append('\n').append(section.toString().strip()).append('\n');
            for (Plot plot : section.plots())
                text.append("\n![%s](%s)\n".formatted(plot.title(), pictureName(plot)));
        }
        return text.toString();
    }
}
