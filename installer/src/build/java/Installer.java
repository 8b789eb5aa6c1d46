import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes the program with a Java of its own, and of that the package of the system that it runs on.
///
/// Arguments: the module's folder, the folder that the runner was built into, the version.
final class Installer {
    private static final String NAME = "panallama";
    private static final String MAIN = "dev.panallama.runner.cli.Panallama";
    private static final boolean LINUX = System.getProperty("os.name").startsWith("Linux");

    /// What the runner and its libraries ask for: windows, logs, HTTP, the database and its names, and what is called by name alone.
    private static final List<String> MODULES = List.of("java.desktop", "java.logging", "java.management",
            "java.naming",
            "java.net.http", "java.sql", "jdk.management", "jdk.unsupported", "jdk.accessibility", "jdk.zipfs");

    /// As in the launcher: a small heap's collector and the quick compiler, as the work is done in native code.
    private static final List<String> JAVA = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=3", "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED");

    private final Path module;
    private final Path built;
    private final String version;
    private final Path target;

    private Installer(Path module, Path built, String version) {
        this.module = module;
        this.built = built;
        this.version = version.replace("-SNAPSHOT", "");
        target = module.resolve("target");
    }

    public static void main(String[] args) throws Exception {
        new Installer(Path.of(args[0]).toAbsolutePath().normalize(), Path.of(args[1]).toAbsolutePath().normalize(),
                args[2])
                .make();
    }

    private void make() throws IOException, InterruptedException {
        for (String it : List.of("input", "runtime", "image", "packages")) delete(target.resolve(it));
        Path input = input();
        Path runtime = runtime();
        Path image = image(input, runtime);
        learn(image, "run", "--temp", "0", "--max-tokens", "2", "--threads", "1", "Hello");
        learnWindow(image);
        for (String type : packages()) pack(image, type);
    }

    /// Gathers the jars: of llama.cpp's libraries, those of this platform alone are among them.
    private Path input() throws IOException {
        Path input = Files.createDirectories(target.resolve("input"));
        Path lib = Files.createDirectories(input.resolve("lib"));
        Files.copy(built.resolve("panallama-runner.jar"), input.resolve("panallama-runner.jar"),
                StandardCopyOption.COPY_ATTRIBUTES);
        try (Stream<Path> jars = Files.list(built.resolve("lib"))) {
            for (Path it : jars.toList())
                Files.copy(it, lib.resolve(it.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        if (LINUX) Files.copy(module.resolve("src/deb/panallama.desktop"), input.resolve("panallama.desktop"));
        return input;
    }

    /// Makes a Java with the modules that are needed. Its `java` stays in it: models run in processes of their own.
    private Path runtime() throws IOException {
        Path runtime = target.resolve("runtime");
        run("jlink", "--add-modules", String.join(",", MODULES), "--output", runtime.toString(),
                "--strip-java-debug-attributes", "--no-header-files", "--no-man-pages", "--generate-cds-archive");
        return runtime;
    }

    private Path image(Path input, Path runtime) throws IOException {
        Path window = target.resolve("window.properties");
        Files.writeString(window, "arguments=app\njava-options=" + String.join(" ", options("window.aot")) + "\n");
        var command = new ArrayList<>(List.of(
                "--type", "app-image", "--name", NAME, "--app-version", version, "--dest",
                target.resolve("image").toString(),
                "--input", input.toString(), "--main-jar", "panallama-runner.jar", "--main-class", MAIN,
                "--runtime-image", runtime.toString(), "--icon", module.resolve("src/icon.png").toString(),
                "--add-launcher", NAME + "-app=" + window));
        for (String it : options("run.aot")) command.addAll(List.of("--java-options", it));
        run("jpackage", command.toArray(String[]::new));
        return target.resolve("image").resolve(NAME);
    }

    private static List<String> options(String cache) {
        return Stream.concat(JAVA.stream(), Stream.of("-XX:AOTCache=$APPDIR/" + cache)).toList();
    }

    /// Runs the program once, and keeps the classes of that run, loaded and linked, for those of its users. Without a model it
    /// only lists models, which is less to learn from.
    private void learn(Path image, String... arguments) throws IOException, InterruptedException {
        Path cache = app(image).resolve("run.aot");
        if (ended(training(image, cache, arguments)) == 0 && Files.exists(cache)) return;
        System.out.println("no model is here to learn a start from: listing models instead");
        if (ended(training(image, cache, "list")) != 0)
            throw new IOException("the program does not start: %s list".formatted(image.resolve("bin").resolve(NAME)));
    }

    private static int ended(ProcessBuilder training) throws IOException, InterruptedException {
        Process process = training.start();
        process.getOutputStream().close(); // or it would wait for a prompt
        return process.waitFor();
    }

    /// The same for the window, where there is a display, or Xvfb makes one.
    private void learnWindow(Path image) throws IOException, InterruptedException {
        Path cache = app(image).resolve("window.aot");
        ProcessBuilder training = training(image, cache, "app");
        Process display = null;
        if (LINUX && System.getenv("DISPLAY") == null) {
            try {
                display = new ProcessBuilder("Xvfb", "-displayfd", "1", "-nolisten", "tcp")
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            } catch (IOException missing) {
                System.out.println("no display is here: the window starts without a cache");
                return;
            }
            training.environment().put("DISPLAY", ":" + display.inputReader().readLine());
        }
        Process window = training.start();
        window.waitFor(SHOWN, TimeUnit.SECONDS);
        window.destroy(); // it ends as when the session ends, and then writes what it has learnt
        window.waitFor();
        if (display != null) display.destroy();
    }

    private static final int SHOWN = 20; // seconds in which a window and a model are there

    private static ProcessBuilder training(Path image, Path cache, String... arguments) throws IOException {
        Path app = app(image);
        var command = new ArrayList<>(List.of(java(image).toString(), "-XX:AOTCacheOutput=" + cache));
        command.addAll(JAVA);
        command.addAll(List.of("-cp", classPath(app), MAIN));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PANALLAMA_OFFLINE", "1");
        leaveAlone(builder.environment(), Files.createDirectories(image.resolveSibling("training")));
        return builder;
    }

    /// What the one who builds has said to models and set stays as it is; his models are used.
    private static void leaveAlone(Map<String, String> environment, Path folder) {
        environment.put("PANALLAMA_CONVERSATIONS", folder.toString());
        if (!LINUX) return;
        String data = environment.getOrDefault("XDG_DATA_HOME", System.getProperty("user.home") + "/.local/share");
        environment.putIfAbsent("PANALLAMA_MODELS", data + "/panallama/models");
        environment.put("XDG_DATA_HOME", folder.toString());
    }

    /// Returns the class path as the launcher will have it: a cache is for one class path alone.
    private static String classPath(Path app) throws IOException {
        try (Stream<String> lines = Files.lines(app.resolve(NAME + ".cfg"))) {
            return lines.filter(it -> it.startsWith("app.classpath="))
                    .map(it -> it.substring(it.indexOf('=') + 1).replace("$APPDIR", app.toString()))
                    .collect(Collectors.joining(java.io.File.pathSeparator));
        }
    }

    private static Path app(Path image) {
        return LINUX
                ? image.resolve("lib/app")
                : Files.exists(image.resolve("app"))
                        ? image.resolve("app")
                        : image.resolveSibling(NAME + ".app").resolve("Contents/app");
    }

    private static Path java(Path image) {
        Path mac = image.resolveSibling(NAME + ".app").resolve("Contents/runtime/Contents/Home/bin/java");
        if (LINUX) return image.resolve("lib/runtime/bin/java");
        return Files.exists(mac) ? mac : image.resolve("runtime/bin/java.exe");
    }

    /// Returns what this system can be given, as far as its tools are here.
    private static List<String> packages() {
        if (LINUX)
            return Stream.of("dpkg-deb", "rpmbuild").filter(Installer::isOnPath).limit(1)
                    .map(it -> it.equals("dpkg-deb") ? "deb" : "rpm").toList();
        if (System.getProperty("os.name").startsWith("Mac")) return List.of("dmg");
        return isOnPath("wix.exe") ? List.of("msi") : List.of();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }

    private void pack(Path image, String type) throws IOException {
        var command = new ArrayList<>(List.of("--type", type, "--name", NAME, "--app-version", version, "--app-image",
                image.toString(), "--dest", target.resolve("packages").toString(), "--vendor", "the Panallama authors",
                "--description", "Runs open language models on this machine", "--license-file",
                module.resolve("../LICENSE").toString()));
        if (type.equals("deb"))
            command.addAll(List.of("--resource-dir", module.resolve("src/deb").toString(),
                    "--linux-package-name", NAME, "--linux-app-category", "utils"));
        run("jpackage", command.toArray(String[]::new));
    }

    private static String run(String tool, String... arguments) throws IOException {
        var out = new StringWriter();
        int exit = ToolProvider.findFirst(tool)
                .orElseThrow(() -> new IOException("this JDK has no " + tool))
                .run(new PrintWriter(out), new PrintWriter(out), arguments);
        if (exit != 0) throw new IOException("%s failed: %s".formatted(tool, out));
        return out.toString();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path it : all.sorted((one, other) -> other.compareTo(one)).toList()) Files.delete(it);
        }
    }
}
