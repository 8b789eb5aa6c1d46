package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataFolderTest {
    private static final Path HOME = Path.of("home").toAbsolutePath();

    @Test
    void each_system_has_its_custom() {
        assertEquals(HOME.resolve(".local/share/panallama/models"), models("Linux", Map.of()));
        assertEquals(HOME.resolve("Library/Application Support/panallama/models"), models("Mac OS X", Map.of()));
        assertEquals(HOME.resolve("AppData/Local/panallama/models"), models("Windows 11", Map.of()));
    }

    @Test
    void environment_variables_have_their_say() {
        Path data = HOME.resolve("data");
        assertEquals(data.resolve("panallama/models"), models("Linux", Map.of("XDG_DATA_HOME", data.toString())));
        assertEquals(data, models("Linux", Map.of("PANALLAMA_MODELS", data.toString())));
        assertEquals(HOME.resolve(".local/share/panallama"), DataFolder.of(Map.of(), "Linux", HOME).conversations());
        assertEquals(data, DataFolder.of(Map.of("PANALLAMA_CONVERSATIONS", data.toString()), "Linux", HOME)
                .conversations());
        assertFalse(DataFolder.of(Map.of("PANALLAMA_OFFLINE", "1"), "Linux", HOME).online());
    }

    @Test
    void a_relative_data_home_is_ignored_as_its_standard_says() {
        assertEquals(HOME.resolve(".local/share/panallama/models"), models("Linux", Map.of("XDG_DATA_HOME", "data")));
    }

    private static Path models(String system, Map<String, String> environment) {
        return DataFolder.of(environment, system, HOME).models();
    }
}
