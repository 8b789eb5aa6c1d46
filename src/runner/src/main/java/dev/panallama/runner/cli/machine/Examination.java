package dev.panallama.runner.cli.machine;

import dev.panallama.Device;
import dev.panallama.Llama;
import dev.panallama.error.LlamaException;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.server.NoServerException;
import dev.panallama.runner.cli.server.ServerClient;
import dev.panallama.runner.console.ByteSize;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.serving.MachineMemory;
import dev.panallama.runner.store.Catalog;
import dev.panallama.runner.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `doctor` looks at, one thing after the other. Nothing is changed.
final class Examination {
    private static final long LITTLE_DISK = 1_000_000_000;
    private static final int DEPTH = 6; // of folders in the store
    private static final double CONTEXT_SHARE = 2; // of a small model's file: it, a context and what computing needs
    private static final Pattern USED = Pattern.compile("(\\w+) = 1");

    private final DataFolder data;
    private final MachineMemory memory = MachineMemory.now();
    private final List<Finding> findings = new ArrayList<>();

    Examination(DataFolder data) {
        this.data = data;
    }

    /// Looks at everything.
    List<Finding> of(ServerClient server) throws InterruptedException {
        findings.add(java());
        findings.add(Finding.ok("system", "%s %s, %s, %d processors".formatted(System.getProperty("os.name"),
                System.getProperty("os.version"), System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors())));
        findings.add(memory());
        natives();
        folder();
        findings.add(models());
        unfinished();
        for (Catalog.Size it : Catalog.sizes()) findings.add(fit(it));
        findings.add(server(server));
        return findings;
    }

    private static Finding java() {
        String text = "%s by %s".formatted(Runtime.version(), System.getProperty("java.vendor"));
        boolean native64 = System.getProperty("sun.arch.data.model", "64").equals("64");
        return native64 ? Finding.ok("Java", text) : Finding.broken("Java", text + ", of 32 bits: take one of 64");
    }

    private Finding memory() {
        String text = "%s free of %s".formatted(ByteSize.text(memory.freeBytes()),
                ByteSize.text(memory.totalBytes()));
        return memory.freeBytes() < memory.totalBytes() / 10
                ? Finding.warn("memory", text + ": end programs that take much, or models will be slow")
                : Finding.ok("memory", text);
    }

    private void natives() {
        try {
            findings.add(Finding.ok("llama.cpp", Llama.version()));
            findings.add(Finding.ok("instructions", USED.matcher(Llama.systemInfo()).results()
                    .map(it -> it.group(1)).distinct().collect(Collectors.joining(" "))));
            List<Device> devices = Llama.devices();
            findings.add(Finding.ok("back end", backEnd(devices)));
            for (Device it : devices) findings.add(Finding.ok("device", device(it)));
        } catch (LlamaException | LinkageError failed) {
            findings.add(Finding.broken("llama.cpp", String.valueOf(failed.getMessage())));
        }
    }

    private static String backEnd(List<Device> devices) {
        return Llama.capabilities().usesGpus()
                ? "GPU: " + devices.stream().filter(it -> it.kind() != Device.Kind.CPU).map(Device::name)
                        .collect(Collectors.joining(", "))
                : "the processor: no GPU is found, or the library has no back end for it";
    }

    private static String device(Device device) {
        return "%s: %s, %s".formatted(device.name(), device.description().strip(),
                ByteSize.text(device.totalBytes()));
    }

    private void folder() {
        Path folder = data.models();
        Path there = existing(folder);
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            findings.add(Finding.broken("models in", "%s: it cannot be written; let %s name another folder"
                    .formatted(folder, DataFolder.MODELS_VARIABLE)));
            return;
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String text = "%s, %s free".formatted(folder, ByteSize.text(free));
            findings.add(free < LITTLE_DISK
                    ? Finding.warn("models in", text + ": delete models, or let %s name another disk"
                            .formatted(DataFolder.MODELS_VARIABLE))
                    : Finding.ok("models in", text));
        } catch (IOException failed) {
            findings.add(Finding.broken("models in", "%s: %s".formatted(folder, failed.getMessage())));
        }
    }

    /// Returns the folder itself, or what is there of the way to it.
    private static Path existing(Path folder) {
        Path path = folder.toAbsolutePath();
        while (!Files.exists(path) && path.getParent() != null) path = path.getParent();
        return path;
    }

    private Finding models() {
        return guarded("models", () -> {
            int count = UserModels.of(Notices.onStandardError()).library().inventory().all().size();
            return count == 0
                    ? Finding.warn("models", "none yet: panallama run smollm2 fetches one")
                    : Finding.ok("models", "%d, see panallama list".formatted(count));
        });
    }

    /// Looks for what was begun to fetch: nothing else shows it.
    private void unfinished() {
        if (!Files.isDirectory(data.models())) return;
        try (Stream<Path> all = Files.find(data.models(), DEPTH, (it, _) -> it.toString().endsWith(".part"))) {
            List<Path> files = all.toList();
            if (!files.isEmpty())
                findings.add(Finding.warn("unfinished", "%d of %s: pull again, or delete %s".formatted(files.size(),
                        ByteSize.text(bytes(files)), files.stream().map(Path::toString)
                                .collect(Collectors.joining(", ")))));
        } catch (IOException | UncheckedIOException failed) {
            findings.add(Finding.broken("unfinished", String.valueOf(failed.getMessage())));
        }
    }

    private static long bytes(List<Path> files) throws IOException {
        long sum = 0;
        for (Path it : files) sum += Files.size(it);
        return sum;
    }

    private static Finding guarded(String subject, Supplier<Finding> look) {
        try {
            return look.get();
        } catch (RuntimeException failed) {
            return Finding.broken(subject, String.valueOf(failed.getMessage()));
        }
    }

    private Finding fit(Catalog.Size model) {
        long needed = (long) (model.bytes() * CONTEXT_SHARE);
        String text = "%s, about %s of memory".formatted(model.name(), ByteSize.text(needed));
        return needed <= memory.freeBytes()
                ? Finding.ok("fits", text)
                : Finding.warn("fits not", String.format(Locale.ROOT, "%s: more than is free", text));
    }

    private static Finding server(ServerClient client) throws InterruptedException {
        try {
            String version = client.get("/api/version").path("version").asString("?");
            return Finding.ok("server", "%s answers as Ollama %s".formatted(client.base(), version));
        } catch (NoServerException _) {
            return Finding.ok("server", "none at %s: panallama serve starts one".formatted(client.base()));
        } catch (IOException failed) {
            return Finding.warn("server", String.valueOf(failed.getMessage()));
        }
    }
}
