import dev.panallama.Model;
import dev.panallama.Vocabulary;
import dev.panallama.sampler.Candidates;
import dev.panallama.sampler.LogitsProcessor;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.charset.StandardCharsets;

/// Writes without a letter, by a sampler stage of one's own: `java OwnStage.java MODEL.gguf`
void main(String[] args) {
    try (var model = Model.load(Path.of(args[0])); var session = model.session()) {
        var withoutE = new Stage.Custom(() -> new Without('e', model.vocabulary()));
        session.append("A short story about a cat:");
        String usual = session.generate(Sampler.greedy(), 40).text();
        session.clear();
        session.append("A short story about a cat:");
        String lipogram = session.generate(Sampler.greedy().with(withoutE), 40).text();

        IO.println(usual.strip());
        IO.println(lipogram.strip());
        if (!usual.contains("e")) throw new AssertionError("this proves nothing");
        if (lipogram.toLowerCase().contains("e")) throw new AssertionError("there it is");
    }
}

/// Rules out the tokens that contain a letter. Which those are is looked up once: a stage sees every token each time.
static final class Without implements LogitsProcessor {
    private final BitSet forbidden = new BitSet();

    Without(char letter, Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            String piece = new String(vocabulary.piece(id), StandardCharsets.ISO_8859_1);
            if (piece.toLowerCase().indexOf(letter) >= 0) forbidden.set(id);
        }
    }

    @Override
    public void apply(Candidates candidates) {
        candidates.removeIf((id, logit) -> forbidden.get(id));
    }
}
