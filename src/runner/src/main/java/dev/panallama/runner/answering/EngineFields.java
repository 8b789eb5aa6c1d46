package dev.panallama.runner.answering;

import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;

/// llama-server's fields of where and how something is computed, which is the engine's own affair here.
public final class EngineFields {
    private static final int AS_THE_SERVER_LIKES = -1;

    private EngineFields() {}

    /// Refuses those that ask for something.
    ///
    /// @throws RequestException if one does
    public static void refuse(Fields fields) {
        refuse(fields, "id_slot", "is not supported: the engine finds where most of the prompt is computed already");
        refuse(fields, "n_keep", "is not supported: what is too long for the context is refused, not cut");
        refuse(fields, "n_discard", "is not supported: what is too long for the context is refused, not cut");
        refuse(fields, "n_cache_reuse", "is not supported: what was computed serves from the beginning of a prompt on");
        refuse(fields, "sse_ping_interval", "is not supported: a stream gives a sign of life every 10 s");
        fields.refuse("is not supported yet", "return_progress");
    }

    private static void refuse(Fields fields, String name, String why) {
        if (fields.any(name).filter(it -> it.asInt(0) == AS_THE_SERVER_LIKES).isEmpty()) fields.refuse(why, name);
    }
}
