import dev.panallama.Embedder;
import dev.panallama.EmbedderOptions;
import dev.panallama.Embedding;
import dev.panallama.LongInput;
import dev.panallama.Model;

record Passage(Path file, int line, String text) {}

record Hit(Passage passage, double similarity) {}

/// Finds what the files of a folder say about something, in whatever words: `java SemanticSearch.java MODEL.gguf FOLDER
/// QUESTION`, with an embedding model
void main(String[] args) throws IOException {
    var options = EmbedderOptions.defaults().withLongInput(LongInput.truncate());
    try (var model = Model.load(Path.of(args[0])); var embedder = model.embedder(options)) {
        List<Passage> passages = passages(Path.of(args[1]));
        List<Embedding> embeddings = embedder.embed(passages.stream().map(Passage::text).toList(),
                done -> System.err.printf("\r%d of %d passages", done, passages.size()));
        System.err.println();

        Embedding question = embedder.embedQuery(args[2]);
        var hits = new ArrayList<Hit>();
        for (int i = 0; i < passages.size(); i++)
            hits.add(new Hit(passages.get(i), question.cosine(embeddings.get(i))));
        hits.sort(Comparator.comparingDouble(Hit::similarity).reversed());

        for (Hit hit : hits.subList(0, Math.min(5, hits.size()))) {
            String text = hit.passage().text();
            IO.println("%.2f %s:%d".formatted(hit.similarity(), hit.passage().file(), hit.passage().line()));
            IO.println("     " + text.substring(0, Math.min(90, text.length())).replace('\n', ' '));
        }
        if (hits.isEmpty()) throw new AssertionError("there is nothing to search in");
    }
}

/// Returns the paragraphs of all texts in a folder.
List<Passage> passages(Path folder) throws IOException {
    var passages = new ArrayList<Passage>();
    try (var files = Files.walk(folder)) {
        for (Path file : files.filter(it -> it.toString().matches(".*\\.(md|txt)")).sorted().toList())
            passages.addAll(paragraphs(file));
    }
    return passages;
}

List<Passage> paragraphs(Path file) throws IOException {
    var paragraphs = new ArrayList<Passage>();
    var text = new StringJoiner("\n");
    int first = 1;
    List<String> lines = Files.readAllLines(file);
    for (int number = 1; number <= lines.size() + 1; number++) {
        boolean ends = number > lines.size() || lines.get(number - 1).isBlank();
        if (!ends) {
            text.add(lines.get(number - 1));
            continue;
        }
        if (text.length() > 0) paragraphs.add(new Passage(file, first, text.toString()));
        text = new StringJoiner("\n");
        first = number + 1;
    }
    return paragraphs;
}
