package dev.panallama.runner.serving;

import dev.panallama.Adapters;
import dev.panallama.LoraAdapter;
import dev.panallama.LoraInfo;
import dev.panallama.Model;
import dev.panallama.runner.store.InstalledModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The LoRA adapters of a model in memory, which are closed with it, and how strongly each is applied. They have numbers from 0
/// on. Any thread may use it.
public final class Loras {
    private final InstalledModel model;
    private final List<Lora> files;
    private final List<LoraAdapter> adapters;
    private final PerModel<List<Float>> kept;
    private volatile List<Float> scales;

    private Loras(InstalledModel model, List<Lora> files, List<LoraAdapter> adapters, PerModel<List<Float>> kept) {
        this.model = model;
        this.files = files;
        this.adapters = adapters;
        this.kept = kept;
        scales = kept.of(model, _ -> files.stream().map(Lora::scale).toList());
    }

    /// @param kept the scales of models, also after these were out of memory
    static Loras load(InstalledModel installed, Model model, List<Lora> files, PerModel<List<Float>> kept) {
        var adapters = new ArrayList<LoraAdapter>();
        try {
            for (Lora it : files) adapters.add(model.loadAdapter(it.file()));
        } catch (Throwable failed) { // the model is closed now, which it is not before them
            adapters.forEach(LoraAdapter::close);
            throw failed;
        }
        return new Loras(installed, files, adapters, kept);
    }

    /// An adapter.
    ///
    /// @param fileName what its file is called
    /// @param scale how strongly it is applied now
    public record Entry(String fileName, float scale, LoraInfo info) {}

    /// Returns all of them, by their numbers.
    public List<Entry> all() {
        List<Float> now = scales;
        var all = new ArrayList<Entry>();
        for (int i = 0; i < files.size(); i++)
            all.add(new Entry(Objects.toString(files.get(i).file().getFileName()), now.get(i), adapters.get(i).info()));
        return all;
    }

    /// Sets the scales for all requests that do not say it themselves. Answers that are under way are not changed.
    ///
    /// @param byNumber those that are not named are not applied any more
    /// @throws IllegalArgumentException if there is no such adapter, or a scale is not within -1,000,000 to 1,000,000
    public void set(Map<Integer, Float> byNumber) {
        Adapters _ = of(byNumber);
        scales = scales(byNumber);
        kept.put(model, scales);
    }

    /// Returns what is applied unless a request says otherwise.
    public Adapters now() {
        return of(scales);
    }

    /// Returns adapters with other scales.
    ///
    /// @param byNumber those that are not named are not applied
    /// @throws IllegalArgumentException if there is no such adapter, or a scale is not within -1,000,000 to 1,000,000
    public Adapters of(Map<Integer, Float> byNumber) {
        for (int it : byNumber.keySet())
            if (it < 0 || it >= files.size())
                throw new IllegalArgumentException(
                        "there is no adapter %d: %s has %d of them".formatted(it, model.name(), files.size()));
        return of(scales(byNumber));
    }

    /// Closes all of them: no engine of the model is open any more.
    void close() {
        adapters.forEach(LoraAdapter::close);
    }

    private List<Float> scales(Map<Integer, Float> byNumber) {
        var all = new ArrayList<Float>();
        for (int i = 0; i < files.size(); i++) all.add(byNumber.getOrDefault(i, 0f));
        return List.copyOf(all);
    }

    /// With a scale of 0, the model is as it is: it is computed with others that have no adapters.
    private Adapters of(List<Float> all) {
        Adapters some = Adapters.none();
        for (int i = 0; i < all.size(); i++) if (all.get(i) != 0) some = some.with(adapters.get(i), all.get(i));
        return some;
    }
}
