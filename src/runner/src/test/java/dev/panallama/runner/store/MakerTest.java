package dev.panallama.runner.store;

import dev.panallama.TinyModels;
import dev.panallama.quantization.Quantization;
import dev.panallama.runner.console.Notices;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A store to make models in.
abstract class MakerTest {
    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    Library library;
    ModelMaker maker;
    Path file;

    @BeforeEach
    void prepare() throws Exception {
        library = new Library(new ModelStore(folder), new Inventory(folder, List.of()), Optional.empty());
        maker = library.maker(new PullNotices(new Notices(new PrintStream(said), () -> 0), _ -> false));
        file = Files.copy(TinyModels.llama(), elsewhere.resolve("Tiny Model.gguf"));
    }

    InstalledModel quantized(String name, String modelfile) throws Exception {
        return maker.create(ModelName.parse(name), Modelfile.parse(modelfile), elsewhere,
                Optional.of(Quantization.Q8_0));
    }

    void create(String name, String modelfile) throws Exception {
        maker.create(ModelName.parse(name), Modelfile.parse(modelfile), elsewhere, Optional.empty());
    }

    List<String> names() {
        return library.inventory().all().stream().map(InstalledModel::name).toList();
    }
}
