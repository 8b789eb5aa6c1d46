package dev.panallama.runner.serving;

import dev.panallama.runner.store.InstalledModel;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How long models are not started whose processes have died. The lock of [Places] guards it.
final class Pauses {
    private final Map<InstalledModel, Deaths> deaths = new HashMap<>();
    private final Clock clock;

    Pauses(Clock clock) {
        this.clock = clock;
    }

    /// Notes that the process of a model has died.
    void add(InstalledModel model) {
        deaths.values().removeIf(Deaths::areOver);
        deaths.computeIfAbsent(model, _ -> new Deaths(clock)).add();
    }

    /// Returns how long a model is not to be started.
    ///
    /// @throws ModelUnstableException if that is too long to wait
    Duration of(InstalledModel model) {
        Deaths past = deaths.get(model);
        if (past == null) return Duration.ZERO;
        if (past.areTooMany()) throw new ModelUnstableException(model.name(), past.pause());
        return past.pause();
    }
}
