package dev.panallama;

import dev.panallama.error.NativeLibraryException;
import dev.panallama.internal.check.ModelCheck;
import dev.panallama.internal.ffm.Backend;
import dev.panallama.internal.ffm.NativeDevice;
import dev.panallama.internal.ffm.NativeModel;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.ModelParameters;
import dev.panallama.internal.load.Header;
import dev.panallama.internal.load.LayerFit;
import dev.panallama.internal.load.LayerSizes;
import dev.panallama.internal.load.Overrides;
import dev.panallama.internal.worker.RemoteModel;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Turns the options of one load into llama.cpp's, which takes a look at the machine and, where needed, into the file.
final class ModelLoading {
    private static final System.Logger LOGGER = System.getLogger("dev.panallama");

    private final List<Path> files;
    private final ModelOptions options;
    private final Placement placement;
    private final Header header;

    ModelLoading(List<Path> files, ModelOptions options) {
        this.files = List.copyOf(files);
        this.options = options;
        placement = options.placement();
        header = new Header(files);
    }

    /// Loads the model where the options want it.
    HostedModel load() {
        startLibrary();
        header.checkParts();
        if (!options.overrides().isEmpty()) Overrides.check(header.first(), options.overrides());
        ModelCheck check = check();
        return isApart(check)
                ? RemoteModel.load(files, this::writeTo, options.progress()::at)
                : NativeModel.load(files, this::writeTo, options.progress()::at);
    }

    /// Has llama.cpp loaded while the file is checked, and calls linked while the model is loaded: in a new JVM each takes its time.
    private static void startLibrary() {
        Thread.ofPlatform().name("panallama start").daemon().start(() -> {
            try {
                Backend.prepare();
            } catch (NativeLibraryException _) { // thrown again where it is needed
            }
        });
    }

    private boolean isApart(ModelCheck check) {
        boolean apart = switch (options.isolation()) {
            case WORKER -> true;
            case NONE -> false;
            case AUTOMATIC -> !check.isVetted();
        };
        if (apart && options.isolation() == Isolation.AUTOMATIC)
            LOGGER.log(Level.DEBUG, "{0} runs in a worker process: {1}", files.getFirst(),
                    String.join("; ", check.doubts()));
        return apart;
    }

    private void writeTo(ModelParameters params) {
        params.checkTensors(options.checkTensors())
                .vocabularyOnly(options.vocabularyOnly())
                .overrides(options.overrides());
        writeLoadMode(params);
        writePlacement(params);
    }

    /// Checks the files, and what the overrides make of them, before llama.cpp sees them.
    private ModelCheck check() {
        ModelCheck check = check(options.overrides());
        if (check.faults().isEmpty()) return check;
        var byOverrides = new ArrayList<>(check.faults());
        byOverrides.removeAll(check(Map.of()).faults());
        header.refuse(byOverrides.isEmpty() ? check.faults() : List.of());
        throw new IllegalArgumentException("llama.cpp cannot take the overrides: " + String.join("; ", byOverrides));
    }

    private ModelCheck check(Map<String, ?> overrides) {
        return ModelCheck.of(header.parts(), overrides, options.vocabularyOnly());
    }

    private void writeLoadMode(ModelParameters params) {
        switch (options.loadMode()) {
            case AUTOMATIC -> {
            } // llama.cpp's own default
            case MAP -> params.map();
            case LOCK -> params.mapAndLock();
            case READ -> params.read();
            case DIRECT -> params.readDirectly();
        }
    }

    private void writePlacement(ModelParameters params) {
        List<NativeDevice> all = Backend.get().devices();
        Plan plan = plan(all);
        switch (placement.splitMode()) {
            case NONE -> params.oneDevice(plan.gpus().isEmpty() ? 0 : placement.mainDevice());
            case LAYER -> params.splitByLayer();
            case ROW -> params.splitByRow();
            case TENSOR -> params.splitByTensor();
        }
        if (!plan.gpus().isEmpty() || !placement.devices().isEmpty())
            params.devices(plan.gpus().stream().map(NativeDevice::name).toList());
        if (!plan.shares().isEmpty()) params.tensorSplit(plan.shares());
        for (Placement.Rule rule : placement.rules()) params.tensors(rule.pattern(), device(rule.device(), all).name());
        params.gpuLayers(plan.gpuLayers());
    }

    /// What is used of a machine.
    record Plan(List<NativeDevice> gpus, List<Double> shares, int gpuLayers) {}

    /// Decides what to use of a machine that has these devices.
    ///
    /// @throws IllegalArgumentException if the machine lacks what the options name
    Plan plan(List<NativeDevice> all) {
        List<NativeDevice> gpus = gpus(all);
        check(gpus);
        List<Double> shares = shares(gpus);
        return new Plan(gpus, shares, gpuLayers(gpus, shares));
    }

    /// Chooses as llama.cpp does, so that it is known which memory counts: graphics cards, each once, or else the
    /// graphics of the processor.
    private List<NativeDevice> gpus(List<NativeDevice> all) {
        if (placement.devices().contains(Placement.CPU)) return List.of();
        if (!placement.devices().isEmpty())
            return placement.devices().stream().map(it -> device(it, all)).toList();
        var ids = new HashSet<String>();
        List<NativeDevice> cards = all.stream()
                .filter(NativeDevice::isGpu)
                .filter(it -> it.id().isEmpty() || ids.add(it.id()))
                .toList();
        return cards.isEmpty() ? all.stream().filter(NativeDevice::isIntegratedGpu).limit(1).toList() : cards;
    }

    private static NativeDevice device(String name, List<NativeDevice> all) {
        return all.stream()
                .filter(it -> it.name().equals(name) && (it.isGpu() || it.isIntegratedGpu() || it.isCpu()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no device %s: name one of %s"
                        .formatted(name, all.stream().map(NativeDevice::name).toList())));
    }

    private void check(List<NativeDevice> gpus) {
        if (placement.splitMode() == SplitMode.TENSOR && gpus.isEmpty())
            throw new IllegalArgumentException("the split mode is TENSOR, and there is no GPU: choose another");
        if (gpus.isEmpty()) return;
        if (placement.splitMode() == SplitMode.NONE && placement.mainDevice() >= gpus.size())
            throw new IllegalArgumentException("mainDevice is %d, and there are %d GPUs: give 0 to %d"
                    .formatted(placement.mainDevice(), gpus.size(), gpus.size() - 1));
        if (placement.shares().size() > gpus.size())
            throw new IllegalArgumentException("there are %d shares for %d GPUs: give one for each"
                    .formatted(placement.shares().size(), gpus.size()));
    }

    /// Returns the shares that were asked for; or the free memory by which automatic layers are counted, so that
    /// llama.cpp goes by the same figures.
    private List<Double> shares(List<NativeDevice> gpus) {
        boolean counted = options.gpuLayers() == ModelOptions.AUTOMATIC && gpus.size() > 1
                && gpus.stream().anyMatch(it -> it.freeBytes() > 0);
        return placement.shares().isEmpty() && counted
                ? gpus.stream().map(it -> (double) it.freeBytes()).toList()
                : placement.shares();
    }

    private int gpuLayers(List<NativeDevice> gpus, List<Double> shares) {
        if (options.gpuLayers() != ModelOptions.AUTOMATIC) return options.gpuLayers();
        if (gpus.isEmpty() || options.vocabularyOnly()) return 0;
        boolean one = placement.splitMode() == SplitMode.NONE;
        List<NativeDevice> used = one ? List.of(gpus.get(placement.mainDevice())) : gpus;
        LayerSizes sizes = LayerSizes.of(header, placement.contextLength(), this::isOnCpu);
        boolean cut = placement.splitMode() == SplitMode.ROW || placement.splitMode() == SplitMode.TENSOR;
        var free = new ArrayList<Long>();
        for (NativeDevice it : used) free.add(it.freeBytes());
        int layers = LayerFit.layers(sizes, free, one ? List.of() : shares, cut);
        LOGGER.log(Level.DEBUG, "{0} of {1} layers fit on {2}", layers, sizes.layers().size() + 1, used);
        return layers;
    }

    private boolean isOnCpu(String tensor) {
        return placement.rules().stream()
                .filter(it -> it.matches(tensor))
                .findFirst()
                .filter(it -> it.device().equals(Placement.CPU))
                .isPresent();
    }
}
