import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.sampler.Sampler;

enum Kind {
    INVOICE, LETTER, OTHER
}

record Summary(Kind kind, String from) {}

/// Reads the texts of a folder into Java records: `java Extract.java MODEL.gguf [FOLDER]`
void main(String[] args) throws IOException {
    Path folder = args.length > 1 ? Path.of(args[1]) : samples();
    int read = 0;
    try (var model = Model.load(Path.of(args[0]));
            var chat = model.chat(ChatOptions.defaults().withSampler(Sampler.greedy()).withMaxTokens(200));
            var files = Files.list(folder)) {
        for (Path file : files.filter(it -> it.toString().endsWith(".txt")).sorted().toList()) {
            chat.clear();
            String text = Files.readString(file);
            Summary summary = chat.ask("Summarize this text:\n\n" + text, Summary.class);
            IO.println("%s: %s from %s".formatted(file.getFileName(), summary.kind(), summary.from()));
            read++;
        }
    }
    if (read == 0) throw new AssertionError("there is no text in " + folder);
}

Path samples() throws IOException {
    Path folder = Files.createTempDirectory("texts");
    Files.writeString(folder.resolve("1.txt"), "Dear Ms. Lopez, thank you for your visit. Yours, Tom Baker");
    Files.writeString(folder.resolve("2.txt"), "Invoice 17 from Green Garden Ltd.: 3 trees, 120 euros, due on May 4.");
    return folder;
}
