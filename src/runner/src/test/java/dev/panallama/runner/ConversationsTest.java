package dev.panallama.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.runner.conversations.Attachment;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.conversations.ConversationWriter;
import dev.panallama.runner.conversations.Message;
import dev.panallama.runner.conversations.Role;
import dev.panallama.runner.conversations.Utterance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {
    private static final ChatMessage HELLO = ChatMessage.user("# Hello,  *you*\nand more");
    private static final ChatMessage ANSWER = new AssistantMessage("Hello.", "They greet me.", List.of());

    @TempDir
    Path folder;

    private ConversationStore store;
    private Conversations conversations;

    @BeforeEach
    void open() {
        store = new ConversationStore(folder);
        conversations = new Conversations(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void what_is_said_is_kept_message_by_message_and_resumed() throws Exception {
        UUID id = conversations.begin(List.of(ChatMessage.system("Be short."), HELLO), "smollm2").id();
        conversations.keep(id, List.of(HELLO, ANSWER), "smollm2");
        close();
        open();
        assertEquals(List.of(HELLO, ANSWER), conversations.messages(id));
        KeptConversation kept = conversations.newest(10).getFirst();
        assertEquals("Hello, you", kept.title());
        assertEquals(Optional.of("smollm2"), kept.model());
    }

    @Test
    void an_answer_that_is_given_anew_lies_beside_the_one_before() throws Exception {
        UUID id = conversations.begin(List.of(HELLO, ANSWER), "smollm2").id();
        ChatMessage other = ChatMessage.assistant("Good day.");
        conversations.keep(id, List.of(HELLO, other), "qwen3");
        conversations.keep(id, List.of(HELLO), "qwen3"); // nothing is taken away
        assertEquals(List.of(HELLO, other), conversations.messages(id));
        List<Message> all = store.get(id).messages();
        assertEquals(3, all.size());
        assertEquals(all.get(1).parent(), all.get(2).parent());
        assertEquals(Optional.of("qwen3"), all.get(2).utterance().model());
    }

    @Test
    void files_that_the_page_has_sent_are_part_of_what_was_said() throws Exception {
        UUID id = conversations.begin(List.of(), "smollm2").id();
        store.add(id, Optional.empty(), new Utterance(Role.USER, "Read it", Optional.empty(),
                List.of(new Attachment("a.txt", "one\n")), Optional.empty(), Optional.empty()));
        List<ChatMessage> said = conversations.messages(id);
        assertEquals(List.of(ChatMessage.user("File a.txt:\n```\none\n```\n\nRead it")), said);
        conversations.keep(id, said, "smollm2");
        assertEquals(1, store.get(id).messages().size());
    }

    @Test
    void titles_are_cut_between_words_and_changed_and_conversations_deleted() throws Exception {
        KeptConversation long_ = conversations.begin(List.of(ChatMessage.user("word ".repeat(50))), "smollm2");
        assertEquals("word ".repeat(11) + "word…", long_.title());
        conversations.rename(long_.id(), "Words");
        assertEquals("Words", conversations.newest(1).getFirst().title());
        assertThrows(IllegalArgumentException.class, () -> conversations.rename(long_.id(), "x".repeat(201)));
        conversations.delete(long_.id());
        assertEquals(List.of(), conversations.newest(1));
        assertThrows(FileNotFoundException.class, () -> conversations.messages(long_.id()));
    }

    @Test
    void what_cannot_be_kept_as_a_whole_is_not_kept_in_part() throws Exception {
        ChatMessage long_ = ChatMessage.user("x".repeat(5 << 20));
        assertThrows(IllegalArgumentException.class, () -> conversations.begin(List.of(HELLO, long_), "smollm2"));
        assertEquals(List.of(), conversations.newest(1));
        UUID id = conversations.begin(List.of(HELLO), "smollm2").id();
        assertThrows(IllegalArgumentException.class,
                () -> conversations.keep(id, List.of(HELLO, ANSWER, long_), "smollm2"));
        assertEquals(List.of(HELLO), conversations.messages(id));
    }

    @Test
    void while_another_process_has_the_file_that_is_said_and_later_it_goes_on() throws Exception {
        Process other = ConversationWriter.start(folder);
        other.inputReader().readLine(); // it has kept something
        IOException refused = assertThrows(IOException.class, () -> conversations.newest(1));
        assertTrue(refused.getMessage().contains("another program of yours"), refused::getMessage);
        other.destroyForcibly();
        other.onExit().join();
        assertEquals("numbers", conversations.newest(1).getFirst().title());
    }
}
