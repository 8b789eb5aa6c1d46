package dev.panallama.runner.page;

import dev.panallama.runner.conversations.Attachment;
import dev.panallama.runner.conversations.Conversation;
import dev.panallama.runner.conversations.Heading;
import dev.panallama.runner.conversations.Role;
import dev.panallama.runner.conversations.Utterance;
import dev.panallama.runner.conversations.WrongFieldException;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.RequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads what clients send of conversations. Where something is changed, a field that is null is emptied, and one that is missing
/// stays as it is.
record ConversationFields(Fields fields) {
    private static final Map<String, Role> ROLES = Arrays.stream(Role.values())
            .collect(Collectors.toMap(Role::label, it -> it));

    Heading heading() {
        return new Heading(fields.text("title").orElse(""), fields.text("model"), settings());
    }

    Conversation changed(Conversation before) {
        Heading heading = before.heading();
        var changed = new Heading(
                isGiven("title") ? fields.text("title").orElse("") : heading.title(),
                isGiven("model") ? fields.text("model") : heading.model(),
                isGiven("settings") ? settings() : heading.settings());
        Conversation with = before.withHeading(changed);
        return isGiven("leaf") ? with.withLeaf(id("leaf")) : with;
    }

    Utterance utterance() {
        if (!fields.has("role")) throw RequestException.of("role", "is missing");
        return new Utterance(role(), fields.required("content"), fields.text("thinking"), attachments(),
                fields.text("model"), stats());
    }

    Utterance changed(Utterance before) {
        return new Utterance(before.role(),
                isGiven("content") ? fields.text("content").orElse("") : before.content(),
                isGiven("thinking") ? fields.text("thinking") : before.thinking(),
                before.attachments(), before.model(),
                isGiven("stats") ? stats() : before.stats());
    }

    private boolean isGiven(String field) {
        return fields.node().has(field);
    }

    /// Returns an id; empty if there is none.
    Optional<UUID> id(String field) {
        return fields.text(field).map(it -> Ids.parse(it)
                .orElseThrow(() -> RequestException.of(field, "is no id of a message")));
    }

    /// Returns a time; empty if there is none.
    Optional<Instant> time(String field) {
        return fields.text(field).map(it -> time(field, it));
    }

    static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw RequestException.of(field, "is no time: give one such as 2026-01-31T12:00:00Z");
        }
    }

    private Role role() {
        return fields.oneOf("role", ROLES).orElseThrow();
    }

    private ObjectNode settings() {
        return object("settings").orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private Optional<ObjectNode> stats() {
        return object("stats");
    }

    private Optional<ObjectNode> object(String field) {
        return fields.object(field).map(it -> (ObjectNode) it.node());
    }

    private List<Attachment> attachments() {
        var all = new ArrayList<Attachment>();
        for (JsonNode it : fields.list("attachments")) {
            String place = "attachments." + all.size();
            all.add(within(place, () -> {
                var attachment = new Fields(it);
                return new Attachment(attachment.required("name"), attachment.required("text"));
            }));
        }
        return all;
    }

    /// What is read of a part.
    interface Reading<T> {
        T read();
    }

    /// Reads a part, whose fields are called by the place where it stands.
    static <T> T within(String place, Reading<T> reading) {
        try {
            return reading.read();
        } catch (WrongFieldException wrong) {
            throw wrong.below(place);
        } catch (RequestException wrong) {
            String field = wrong.problem().field().map(it -> place + "." + it).orElse(place);
            throw new RequestException(new Problem(wrong.problem().kind(),
                    place + ": " + wrong.problem().message(), Optional.of(field)));
        }
    }
}
