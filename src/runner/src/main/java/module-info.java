/// The command line: fetches models, answers prompts and chats.
module dev.panallama.runner {
    requires dev.panallama;
    requires info.picocli;
    requires java.net.http;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires static org.jspecify;

    // picocli sets annotated fields.
    opens dev.panallama.runner.cli to
            info.picocli;

    provides System.LoggerFinder with
            dev.panallama.runner.log.StderrLoggers;
}
