package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How far a model has been loaded.
final class LoadProgressTest {
    @ParameterizedTest
    @EnumSource(names = {"NONE", "WORKER"})
    void it_grows_to_the_end_wherever_a_model_is_loaded(Isolation isolation) throws Exception {
        InstalledModel installed = new Inventory(Path.of("no-such-folder"), List.of(TestModel.file())).all().getFirst();
        var options = new ServingOptions(1, 64, 1, 8, Duration.ofMinutes(5), 1, isolation);
        var fractions = new ArrayList<Double>();
        LoadedModel.load(installed, options, new PerModel<>(), new ModelCards(), new Room(() -> {}, () -> {}),
                fractions::add).close();
        assertEquals(1, fractions.getLast());
        assertEquals(fractions.stream().sorted().toList(), fractions);
        assertTrue(fractions.stream().filter(it -> it > 0 && it < 1).count() > 10, fractions.toString());
    }
}
