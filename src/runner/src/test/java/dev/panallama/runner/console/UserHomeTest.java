package dev.panallama.runner.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserHomeTest {
    private static final Path HOME = Path.of("home").toAbsolutePath();

    @Test
    void home_is_where_the_environment_says_except_on_windows() {
        Path other = Path.of("other").toAbsolutePath();
        assertEquals(other, UserHome.path(Map.of("HOME", other.toString()), "Linux", HOME));
        assertEquals(HOME, UserHome.path(Map.of("HOME", "other"), "Linux", HOME));
        assertEquals(HOME, UserHome.path(Map.of(), "Mac OS X", HOME));
        assertEquals(HOME, UserHome.path(Map.of("HOME", other.toString()), "Windows 11", HOME));
    }

    @Test
    void a_tilde_is_expanded_where_it_stands_alone_at_the_beginning() {
        assertEquals(UserHome.path().resolve("a b"), Path.of(UserHome.expanded("~/a b")));
        for (String text : new String[]{"~", "~me/a", "a/~/b", "./~/a", ""})
            assertEquals(text, UserHome.expanded(text));
    }
}
