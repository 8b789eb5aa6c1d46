/// Measures Panallama: no part of what users get.
@SuppressWarnings("requires-automatic") // JMH
module dev.panallama.bench {
    requires dev.panallama;
    requires dev.panallama.bindings;
    requires info.picocli;
    requires java.net.http;
    requires jmh.core;
    requires static org.jspecify;
    requires tools.jackson.databind;

    // picocli sets annotated fields.
    opens dev.panallama.bench.cli to
            info.picocli;
    // Jackson reads and writes records.
    opens dev.panallama.bench.load to
            tools.jackson.databind;
}
