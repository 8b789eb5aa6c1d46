import dev.panallama.Model;
import dev.panallama.sampler.Sampler;

/// Saves a session, and goes on from the file in another one, as another program would:
/// `java SavedSession.java MODEL.gguf`
void main(String[] args) throws IOException {
    Path file = Files.createTempFile("story", ".session");
    try (var model = Model.load(Path.of(args[0]))) {
        String told;
        try (var session = model.session()) {
            session.append("Once upon a time there was a fox who");
            session.generate(Sampler.greedy(), 20).text();
            session.save(file);
            told = session.generate(Sampler.greedy(), 20).text();
        }
        IO.println("%,d bytes".formatted(Files.size(file)));

        try (var session = model.session()) {
            session.restore(file); // nothing is computed again
            String goesOn = session.generate(Sampler.greedy(), 20).text();
            IO.println("…" + goesOn);
            if (!goesOn.equals(told)) throw new AssertionError("this is another story: " + told);
        }
    } finally {
        Files.delete(file);
    }
}
