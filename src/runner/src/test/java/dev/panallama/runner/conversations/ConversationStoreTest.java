package dev.panallama.runner.conversations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The file that conversations are kept in, and what becomes of it.
final class ConversationStoreTest {
    private static final Listing.Query ALL = new Listing.Query(Optional.empty(), Optional.empty(), 100);

    @TempDir
    private Path folder;

    @Test
    void what_a_killed_process_has_kept_is_there() throws Exception {
        for (int kill = 1; kill <= 3; kill++) {
            Process writer = writer();
            int kept = 0;
            try (var lines = writer.inputReader()) {
                while (kept < 20 * kill) kept = Integer.parseInt(lines.readLine()) + 1;
                writer.toHandle().destroyForcibly(); // which leaves its output open
                for (String it = lines.readLine(); it != null; it = lines.readLine()) kept = Integer.parseInt(it) + 1;
            }
            assertEquals(137, writer.waitFor(), "SIGKILL");
            try (var store = new ConversationStore(folder)) {
                List<UUID> all = store.ids();
                assertEquals(kill, all.size());
                List<Message> messages = store.get(all.getFirst()).messages();
                assertTrue(messages.size() == kept || messages.size() == kept + 1, messages.size() + " of " + kept);
                for (int i = 0; i < messages.size(); i++)
                    assertEquals(ConversationWriter.text(i), messages.get(i).utterance().content());
                assertEquals(Optional.empty(), store.notice());
            }
        }
    }

    private Process writer() throws Exception {
        return ConversationWriter.start(folder);
    }

    @Test
    void one_process_has_them_at_a_time() throws Exception {
        Process writer = writer();
        try (var lines = writer.inputReader(); var store = new ConversationStore(folder)) {
            assertEquals("0", lines.readLine());
            var refused = assertThrows(ConversationsUnavailableException.class, store::ids);
            assertTrue(refused.getMessage().contains("PANALLAMA_CONVERSATIONS"), refused.getMessage());
            assertFalse(refused.getMessage().contains(folder.toString()), refused.getMessage());
            writer.destroyForcibly().waitFor();
            assertEquals(1, store.ids().size(), "it is asked again");
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void only_their_user_can_read_them() throws Exception {
        Path inner = folder.resolve("data").resolve("panallama");
        try (var store = new ConversationStore(inner)) {
            store.begin(ConversationWriter.heading("private"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)));
            assertOwn(inner);
        }
        assertOwn(inner);
    }

    private static void assertOwn(Path inner) throws Exception {
        try (Stream<Path> files = Files.list(inner)) {
            List<Path> all = files.toList();
            assertEquals(List.of(inner.resolve("conversations.mv.db")), all);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(all.getFirst())));
        }
    }

    /// What can become of a file.
    enum Damage {
        GARBAGE, NO_FILE_OF_A_DATABASE, CUT, CUT_AT_ONCE, ZEROS, BEGINNING_LOST;

        byte[] of(byte[] whole) {
            byte[] damaged = whole.clone();
            switch (this) {
                case GARBAGE -> new Random(1).nextBytes(damaged);
                case NO_FILE_OF_A_DATABASE -> damaged = "Dear diary".repeat(1000).getBytes(StandardCharsets.UTF_8);
                case CUT -> damaged = Arrays.copyOf(whole, 9000);
                case CUT_AT_ONCE -> damaged = Arrays.copyOf(whole, 100);
                case ZEROS -> Arrays.fill(damaged, 8192, damaged.length, (byte) 0);
                case BEGINNING_LOST -> damaged = Arrays.copyOfRange(whole, whole.length / 2, whole.length);
            }
            return damaged;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_damaged_file_is_moved_aside_and_told(Damage damage) throws Exception {
        Path file = folder.resolve("conversations.mv.db");
        try (var store = new ConversationStore(folder)) {
            store.begin(ConversationWriter.heading("lost"));
        }
        byte[] damaged = damage.of(Files.readAllBytes(file));
        Files.write(file, damaged);
        try (var store = new ConversationStore(folder)) {
            assertEquals(List.of(), store.ids());
            String notice = store.notice().orElseThrow();
            assertTrue(notice.contains("conversations.damaged-"), notice);
            store.begin(ConversationWriter.heading("new"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            Path aside = files.filter(it -> it.toString().contains("damaged")).findFirst().orElseThrow();
            assertArrayEquals(damaged, Files.readAllBytes(aside));
        }
        try (var store = new ConversationStore(folder)) {
            assertEquals(1, store.ids().size());
            assertEquals(Optional.empty(), store.notice(), "told once");
        }
    }

    @Test
    void what_is_sound_of_a_damaged_file_can_be_read() throws Exception {
        Path file = folder.resolve("conversations.mv.db");
        UUID conversation;
        try (var store = new ConversationStore(folder)) {
            conversation = store.begin(ConversationWriter.heading("long")).id();
            for (int i = 0; i < 300; i++)
                store.add(conversation, Optional.empty(),
                        ConversationWriter.saying(ConversationWriter.text(i)));
        }
        byte[] damaged = Files.readAllBytes(file);
        byte[] text = ConversationWriter.text(150).substring(0, 100).getBytes(StandardCharsets.UTF_8);
        int places = 0;
        for (int i = 0; i < damaged.length - text.length; i++) {
            if (!Arrays.equals(damaged, i, i + text.length, text, 0, text.length)) continue;
            Arrays.fill(damaged, i - 20, i + 2000, (byte) 0xff);
            places++;
        }
        assertTrue(places > 0);
        Files.write(file, damaged);
        try (var store = new ConversationStore(folder)) {
            assertEquals(List.of(conversation), store.ids());
            assertThrows(ConversationsUnavailableException.class, () -> store.get(conversation));
            UUID other = store.begin(ConversationWriter.heading("other")).id();
            assertEquals(List.of(other, conversation), store.ids());
            assertEquals(Optional.empty(), store.notice());
        }
    }

    @Test
    void files_of_a_later_version_are_left_alone() throws Exception {
        try (var store = new ConversationStore(folder)) {
            store.begin(ConversationWriter.heading("kept"));
        }
        version(99);
        try (var store = new ConversationStore(folder)) {
            var refused = assertThrows(ConversationsUnavailableException.class, store::ids);
            assertTrue(refused.getMessage().contains("99"), refused.getMessage());
        }
        version(1);
        try (var store = new ConversationStore(folder)) {
            assertEquals(1, store.ids().size());
        }
    }

    private void version(int version) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("conversations"), "", "");
                var statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate("UPDATE schema_version SET version = " + version));
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_told_without_its_name() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (var store = new ConversationStore(file.resolve("data"))) {
            var refused = assertThrows(ConversationsUnavailableException.class, store::ids);
            assertFalse(refused.getMessage().contains(folder.toString()), refused.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new ConversationStore(Path.of("a;INIT=x")));
    }

    /// As when clients go away: the file must not close under the others.
    @Test
    void callers_that_are_interrupted_disturb_nobody() throws Exception {
        try (var store = new ConversationStore(folder); var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            UUID conversation = store.begin(ConversationWriter.heading("busy")).id();
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 200; i++) {
                String text = ConversationWriter.text(i);
                all.add(callers
                        .submit(() -> store.add(conversation, Optional.empty(), ConversationWriter.saying(text))));
                if (i % 2 == 0) all.get(i).cancel(true);
            }
            for (int i = 1; i < 200; i += 2) all.get(i).get();
            int kept = store.get(conversation).messages().size();
            assertTrue(kept >= 100 && kept <= 200, kept + " messages");
        }
    }

    @Test
    void times_of_conversations_differ_and_grow() throws Exception {
        try (var store = new ConversationStore(folder)) {
            for (int i = 0; i < 50; i++) store.begin(ConversationWriter.heading(Integer.toString(i)));
            List<Listing.Entry> all = store.list(ALL).entries();
            for (int i = 0; i < 50; i++) assertEquals(Integer.toString(49 - i), all.get(i).title());
            assertEquals(50, all.stream().map(Listing.Entry::updatedAt).distinct().count());
        }
    }

    @Test
    void a_closed_store_says_so() throws Exception {
        var store = new ConversationStore(folder);
        store.begin(ConversationWriter.heading("x"));
        store.close();
        store.close();
        assertThrows(IllegalStateException.class, store::ids);
    }
}
