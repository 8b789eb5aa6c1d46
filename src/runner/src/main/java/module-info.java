/// The model runner: fetches models, answers prompts, chats and serves. [dev.panallama.runner.Runner] does it for a Java program.
@SuppressWarnings("requires-automatic") module dev.panallama.runner {
    requires com.formdev.flatlaf;
    requires transitive dev.panallama;
    requires info.picocli;
    requires io.vertx.core;
    requires transitive java.desktop;
    requires java.logging;
    requires java.management;
    requires java.net.http;
    requires java.sql;
    requires jdk.management;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires tools.jackson.databind;
    requires static org.apache.pdfbox; // used in a process of its own, on the class path
    requires static org.apache.pdfbox.io;
    requires static org.jspecify;

    exports dev.panallama.runner;
    exports dev.panallama.runner.desktop;

    // picocli sets annotated fields.
    opens dev.panallama.runner.cli to
            info.picocli;
    opens dev.panallama.runner.cli.command to
            info.picocli;
    opens dev.panallama.runner.cli.completion to
            info.picocli;
    opens dev.panallama.runner.cli.generate to
            info.picocli;
    opens dev.panallama.runner.cli.machine to
            info.picocli;
    opens dev.panallama.runner.cli.model to
            info.picocli;
    opens dev.panallama.runner.cli.server to
            info.picocli;

    // Jackson reads and writes records.
    opens dev.panallama.runner.store to
            tools.jackson.databind;

    provides System.LoggerFinder with
            dev.panallama.runner.log.StderrLoggers;
}
