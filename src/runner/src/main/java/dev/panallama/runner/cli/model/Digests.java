package dev.panallama.runner.cli.model;

import dev.panallama.error.GgufException;
import dev.panallama.runner.console.Notices;
import dev.panallama.runner.serving.ModelCards;
import dev.panallama.runner.store.InstalledModel;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The digests of models. Of a file that does not tell its own, the user hears why.
final class Digests {
    private final ModelCards cards = new ModelCards();
    private final Notices notices = Notices.onStandardError();

    Optional<String> of(InstalledModel model) {
        try {
            return Optional.of(cards.of(model).digest());
        } catch (GgufException broken) {
            return none(model, String.valueOf(broken.getMessage()));
        } catch (UncheckedIOException failed) {
            return none(model, String.valueOf(failed.getMessage()).replaceFirst("^java\\.[a-z.]+", ""));
        }
    }

    private Optional<String> none(InstalledModel model, String why) {
        notices.say("panallama: %s has no id: %s".formatted(model.fullName(), why));
        return Optional.empty();
    }
}
