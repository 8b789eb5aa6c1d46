package dev.panallama.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Targets that are open at the same time. For one thread.
final class OpenTargets implements AutoCloseable {
    private final Map<String, Target> all = new LinkedHashMap<>();

    OpenTargets(List<TargetKind> kinds, TargetKind.Opening opening) throws Exception {
        try {
            for (TargetKind it : kinds) all.put(it.name(), it.open(opening));
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    /// Returns them by name, in order.
    Map<String, Target> all() {
        return all;
    }

    Target get(String name) {
        Target target = all.get(name);
        if (target == null) throw new IllegalArgumentException("there is no target " + name);
        return target;
    }

    @Override
    public void close() {
        for (Target it : all.values()) it.close();
    }
}
