package dev.panallama.runner;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.UserMessage;
import dev.panallama.runner.conversations.Conversation;
import dev.panallama.runner.conversations.ConversationNotFoundException;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.conversations.ConversationsUnavailableException;
import dev.panallama.runner.conversations.Heading;
import dev.panallama.runner.conversations.Listing;
import dev.panallama.runner.conversations.Message;
import dev.panallama.runner.conversations.Role;
import dev.panallama.runner.conversations.Utterance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/// The conversations that are kept on this machine: those of the chat page, and those that programs keep here. They lie in a file that
/// belongs to one process from its first use on: another one, a server say, is told so by the exceptions, and asks again later. What a
/// method has done is in the file when it returns.
///
/// Any thread may use it, except that of a user interface. All methods throw an [IOException] whose message says why if the file cannot
/// be used at present, a [FileNotFoundException] if there is no such conversation, and an [IllegalStateException] if the runner is closed.
public final class Conversations {
    private final ConversationStore store;

    Conversations(ConversationStore store) {
        this.store = store;
    }

    /// Returns what the user is to be told, for instance that a damaged file was moved aside.
    public Optional<String> notice() {
        return store.notice();
    }

    /// Returns those in which something was said last, the newest first.
    ///
    /// @param most how many at most
    public List<KeptConversation> newest(int most) throws IOException, InterruptedException {
        Listing listing = asked(() -> store.list(new Listing.Query(Optional.empty(), Optional.empty(), most)));
        return listing.entries().stream()
                .map(it -> new KeptConversation(it.id(), it.title(), it.model(), it.updatedAt()))
                .toList();
    }

    /// Returns what was said in one: of answers that were given anew, and of messages that were changed, those that were shown last.
    /// Files of a message stand before its text.
    public List<ChatMessage> messages(UUID id) throws IOException, InterruptedException {
        return asked(() -> store.get(id)).branch().stream().map(Message::utterance).map(Conversations::said).toList();
    }

    /// Keeps a conversation from now on. What the person said first is its title.
    ///
    /// @param said as for [#keep]
    /// @throws IllegalArgumentException if something is too long to be kept; then nothing is
    public KeptConversation begin(List<? extends ChatMessage> said, String model)
            throws IOException, InterruptedException {
        String first = said.stream().filter(UserMessage.class::isInstance).findFirst().map(ChatMessage::text)
                .orElse("");
        var heading = new Heading(Heading.titleOf(first), Optional.of(model), JsonNodeFactory.instance.objectNode());
        Conversation made = asked(() -> store.begin(heading, utterances(said, model)));
        return new KeptConversation(made.id(), heading.title(), heading.model(), made.updatedAt());
    }

    /// Brings what is kept of a conversation to what was said in it: what is new is added after that which is the same, beside what was
    /// there. Instructions, calls of tools and their results are not kept.
    ///
    /// @param said all messages, as [RunnerChat#history] has them
    /// @param model the name of the one that answers
    /// @throws IllegalArgumentException if something is too long to be kept; then nothing new is
    public void keep(UUID id, List<? extends ChatMessage> said, String model) throws IOException, InterruptedException {
        asked(() -> {
            List<Message> there = store.get(id).branch();
            List<Utterance> wanted = utterances(said, model);
            int same = same(there, wanted);
            Optional<UUID> parent = same == 0 ? Optional.empty() : Optional.of(there.get(same - 1).id());
            store.add(id, parent, wanted.subList(same, wanted.size()));
            return store.change(id, it -> it.withHeading(it.heading().withModel(model)));
        });
    }

    /// Gives one another title.
    ///
    /// @throws IllegalArgumentException if it has more than 200 characters
    public void rename(UUID id, String title) throws IOException, InterruptedException {
        asked(() -> store.change(id, it -> it.withHeading(it.heading().withTitle(title))));
    }

    /// Deletes one.
    public void delete(UUID id) throws IOException, InterruptedException {
        asked(() -> {
            store.delete(id);
            return true;
        });
    }

    /// Returns how many messages at the beginning are the same, whichever model has said them.
    private static int same(List<Message> there, List<Utterance> wanted) {
        int same = 0;
        while (same < Math.min(there.size(), wanted.size())
                && said(there.get(same).utterance()).equals(said(wanted.get(same))))
            same++;
        return same;
    }

    private static ChatMessage said(Utterance utterance) {
        String text = utterance.textWithFiles();
        return switch (utterance.role()) {
            case SYSTEM -> ChatMessage.system(text);
            case USER -> ChatMessage.user(text);
            case ASSISTANT -> new AssistantMessage(text, utterance.thinking().orElse(""), List.of());
        };
    }

    private static List<Utterance> utterances(List<? extends ChatMessage> said, String model) {
        return said.stream().flatMap(it -> utterance(it, model)).toList();
    }

    private static Stream<Utterance> utterance(ChatMessage message, String model) {
        return switch (message) {
            case UserMessage(String text) -> Stream.of(new Utterance(Role.USER, text, Optional.empty(), List.of(),
                    Optional.empty(), Optional.empty()));
            case AssistantMessage it -> Stream.of(new Utterance(Role.ASSISTANT, it.text(),
                    Optional.of(it.reasoning()).filter(thought -> !thought.isEmpty()), List.of(), Optional.of(model),
                    Optional.empty()));
            default -> Stream.of();
        };
    }

    private interface Asking<T> {
        T of() throws InterruptedException;
    }

    private static <T> T asked(Asking<T> asking) throws IOException, InterruptedException {
        try {
            return asking.of();
        } catch (ConversationsUnavailableException failed) {
            throw new IOException(failed.getMessage(), failed);
        } catch (ConversationNotFoundException gone) {
            throw (IOException) new FileNotFoundException(gone.getMessage()).initCause(gone);
        }
    }
}
