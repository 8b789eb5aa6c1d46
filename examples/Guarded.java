import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.Reply;
import dev.panallama.guard.Guard;
import dev.panallama.guard.GuardedChat;
import dev.panallama.guard.GuardedReply;
import dev.panallama.guard.PolicyGuard;
import dev.panallama.guard.Release;
import dev.panallama.guard.Verdict;

/// A chat with a guard before and after the model: `java Guarded.java MODEL.gguf`
void main(String[] args) {
    Guard words = conversation -> {
        boolean safe = !conversation.getLast().text().contains("credit card");
        return new Verdict(safe, safe ? 0 : 1, safe ? List.of() : List.of("payment data"));
    };
    try (Model model = Model.load(Path.of(args[0]));
            Chat chat = model.chat(ChatOptions.defaults().withMaxTokens(60));
            PolicyGuard policy = PolicyGuard.of(model, "Nobody may be insulted.")) {
        var guarded = GuardedChat.of(chat, words, policy).withRelease(Release.PARAGRAPH);
        for (String message : List.of("My credit card number is 1234.", "Tell me of the sea.")) {
            IO.println("> " + message);
            switch (guarded.send(message, IO::print)) {
                case GuardedReply.Answered(Reply reply) ->
                    IO.println("\n(%d tokens)".formatted(reply.usage().generated()));
                case GuardedReply.MessageRefused(Verdict verdict) ->
                    IO.println("(refused: %s)".formatted(verdict.categories()));
                case GuardedReply.AnswerRefused(Verdict verdict, String _) ->
                    IO.println("(held back: risk %.2f)".formatted(verdict.risk()));
            }
        }
        boolean leaked = chat.history().stream().anyMatch(it -> it.text().contains("1234"));
        if (leaked) throw new AssertionError("the model has seen the number");
    }
}
