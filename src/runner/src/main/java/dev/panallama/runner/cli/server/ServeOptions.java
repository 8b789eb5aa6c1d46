package dev.panallama.runner.cli.server;

import dev.panallama.Isolation;
import dev.panallama.runner.cli.command.AttentionOptions;
import dev.panallama.runner.http.ServedRequest;
import dev.panallama.runner.http.ServerOptions;
import dev.panallama.runner.serving.KeepAlive;
import dev.panallama.runner.serving.Lora;
import dev.panallama.runner.serving.ServingOptions;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of `serve`.
final class ServeOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)([KMGT])(?:i?B)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern LORA = Pattern.compile("(.+)=([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))");

    @Mixin
    private final AddressOptions address = new AddressOptions();

    @Option(
        names = "--api-key",
        paramLabel = "KEY",
        description = "Answer only who knows this key. May be given several times; better by the environment variable"
                + " PANALLAMA_API_KEY, which others on this machine cannot see.")
    private Set<String> keys = new TreeSet<>();

    @Option(names = "--open", description = "Listen at any address without a key: everybody who can reach it may ask.")
    private boolean open;

    @Option(
        names = "--origins",
        paramLabel = "ORIGIN",
        split = ",",
        description = "Answer web pages of these origins too, such as https://example.org or https://*.example.org, * for all;"
                + " those of this machine may ask anyway.")
    private Set<String> origins = new TreeSet<>();

    @Option(
        names = "--ctx",
        paramLabel = "N",
        defaultValue = "0",
        description = "A conversation has at most N tokens, 0 for what suits the model (default: ${DEFAULT-VALUE}).")
    private int contextLength;

    @Option(
        names = "--parallel",
        paramLabel = "N",
        defaultValue = "4",
        description = "Compute N requests of a model together (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "0",
        description = "Compute on N threads, 0 for what suits the machine (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
        names = "--max-queue",
        paramLabel = "N",
        defaultValue = "512",
        description = "Refuse requests while N wait for a model (default: ${DEFAULT-VALUE}).")
    private int queueLimit;

    @Option(
        names = "--keep-alive",
        paramLabel = "TIME",
        defaultValue = "5m",
        description = "Free a model that nobody has asked for so long, such as 90s, 5m or 1h; -1 for never (default: ${DEFAULT-VALUE}).")
    private String keepAlive = "5m";

    @Option(
        names = "--load-timeout",
        paramLabel = "TIME",
        defaultValue = "5m",
        description = "Give up a model that comes no further for so long while it is loaded; 0 for never (default: ${DEFAULT-VALUE}).")
    private String loadTimeout = "5m";

    @Mixin
    private final AttentionOptions attention = new AttentionOptions();

    @Option(
        names = "--max-loaded",
        paramLabel = "N",
        defaultValue = "3",
        description = "Have at most N models in memory (default: ${DEFAULT-VALUE}).")
    private int maxLoaded;

    @Option(
        names = "--memory",
        paramLabel = "SIZE",
        description = "Models may have so much memory together, such as 12G or 800M (default: four fifths of the machine's).")
    private @Nullable String memory;

    @Option(
        names = "--lora",
        paramLabel = "FILE[=SCALE]",
        description = "Put this LoRA adapter on the one MODEL that is named, with scale 1 unless another is given. May be given several"
                + " times; requests and POST /lora-adapters change the scales.")
    private List<String> loras = List.of();

    @Option(
        names = "--in-process",
        description = "Compute in this process: a crash of native code then ends the server. Otherwise each model has a process of its own.")
    private boolean inProcess;

    @Option(
        names = "--log",
        paramLabel = "FILE",
        description = "Add a line of JSON to this file for each request: time, page, status, model and tokens, never what it says.")
    private @Nullable Path log;

    @Option(names = "--verbose", fallbackValue = "true", description = "Log each request, never what it says.")
    private boolean verbose;

    /// @throws IllegalArgumentException if the address is open to others and nothing protects it
    ServerOptions server() throws UnknownHostException {
        ServerAddress at = address.address();
        if (at.scheme().equals("https"))
            throw new IllegalArgumentException("this server speaks http: leave https:// out, or put a proxy before it");
        if (!InetAddress.getByName(at.host()).isLoopbackAddress() && keys.isEmpty() && !open)
            throw new IllegalArgumentException(
                    "%s can be reached by others: give --api-key, or --open if everybody may ask".formatted(at.host()));
        ServerOptions options = ServerOptions.defaults().at(at.host(), at.port()).withKeys(keys).withOrigins(origins);
        if (verbose) options = options.withListener(ServeOptions::note);
        return log == null ? options : options.withLog(log);
    }

    private static void note(ServedRequest request) {
        System.getLogger("dev.panallama.server").log(Level.INFO, request::line);
    }

    /// @throws IllegalArgumentException if a number is out of range
    ServingOptions serving() {
        var options = new ServingOptions(slots, contextLength, threads, queueLimit, KeepAlive.parse(keepAlive),
                maxLoaded, inProcess ? Isolation.NONE : Isolation.WORKER);
        options = options.withSession(attention.in(options.session())).withLoadTimeout(KeepAlive.parse(loadTimeout));
        return memory == null ? options : options.withMemory(bytes(memory));
    }

    /// Returns the adapters for the model that is named.
    ///
    /// @throws IllegalArgumentException if a file is not there
    List<Lora> loras() {
        return loras.stream().map(ServeOptions::lora).toList();
    }

    private static Lora lora(String text) {
        Matcher parts = LORA.matcher(text);
        Lora lora = parts.matches()
                ? new Lora(Path.of(parts.group(1)), Float.parseFloat(parts.group(2)))
                : new Lora(Path.of(text));
        if (!Files.isRegularFile(lora.file()))
            throw new IllegalArgumentException("there is no file %s: give FILE or FILE=SCALE".formatted(lora.file()));
        return lora;
    }

    private static long bytes(String size) {
        Matcher parts = SIZE.matcher(size.strip());
        if (!parts.matches())
            throw new IllegalArgumentException("memory is %s: give a size such as 12G or 800M".formatted(size));
        int power = "KMGT".indexOf(parts.group(2).toUpperCase(Locale.ROOT)) + 1;
        return (long) (Double.parseDouble(parts.group(1)) * Math.pow(1024, power));
    }

    boolean verbose() {
        return verbose;
    }
}
