/// Runs open language models by llama.cpp: [dev.panallama.Model] is where to begin.
module dev.panallama {
    requires dev.panallama.bindings;
    requires transitive dev.panallama.jinja;
    requires java.net.http;
    requires static org.jspecify;
    requires tools.jackson.databind;

    exports dev.panallama;
    exports dev.panallama.chat;
    exports dev.panallama.error;
    exports dev.panallama.gguf;
    exports dev.panallama.grammar;
    exports dev.panallama.guard;
    exports dev.panallama.quantization;
    exports dev.panallama.sampler;
}
