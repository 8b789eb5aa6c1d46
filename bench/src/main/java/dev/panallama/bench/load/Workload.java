package dev.panallama.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// Requests that any target can be given: a file of JSON lines, its heading first. Immutable.
///
/// @param heading what the requests are
/// @param requests in the order in which they come
public record Workload(Heading heading, List<Request> requests) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// What the requests of a workload are.
    ///
    /// @param kind of prompts
    /// @param seed what the texts and times follow from
    /// @param perSecond how many requests come a second by a Poisson process; 0 if all are there at the beginning
    /// @param model the file whose vocabulary counts the tokens
    public record Heading(WorkloadKind kind, long seed, double perSecond, String model) {
        /// Returns it in words.
        @Override
        public String toString() {
            String arrivals = perSecond == 0
                    ? "all there at the beginning"
                    : perSecond + " a second by a Poisson process";
            return "%s prompts of seed %d, %s".formatted(kind.name().toLowerCase(Locale.ROOT), seed, arrivals);
        }
    }

    public Workload {
        requests = List.copyOf(requests);
    }

    /// Reads a file.
    ///
    /// @throws IllegalArgumentException if it is empty
    public static Workload read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) throw new IllegalArgumentException("%s is empty: write a workload first".formatted(file));
        return new Workload(JSON.readValue(lines.getFirst(), Heading.class),
                lines.stream().skip(1).map(it -> JSON.readValue(it, Request.class)).toList());
    }

    /// Writes a file.
    public void write(Path file) throws IOException {
        var lines = new ArrayList<String>();
        lines.add(JSON.writeValueAsString(heading));
        requests.forEach(it -> lines.add(JSON.writeValueAsString(it)));
        Files.write(file, lines);
    }

    /// Returns a workload of its last requests.
    public Workload last(int count) {
        return new Workload(heading, requests.subList(requests.size() - count, requests.size()));
    }

    /// Returns it in parts of so many requests, or as one where requests have times.
    List<Workload> slices(int size) {
        if (hasArrivals()) return List.of(this);
        return IntStream.range(0, Math.ceilDiv(requests.size(), size))
                .mapToObj(it -> requests.subList(it * size, Math.min(requests.size(), (it + 1) * size)))
                .map(it -> new Workload(heading, it))
                .toList();
    }

    /// Returns whether requests come one after the other, not all at once.
    public boolean hasArrivals() {
        return heading.perSecond() > 0;
    }

    /// Returns the most tokens that a request needs, prompt and answer together, and one that may begin the text.
    public int longest() {
        return requests.stream().mapToInt(it -> it.promptTokens() + it.maxTokens() + 1).max().orElse(1);
    }
}
