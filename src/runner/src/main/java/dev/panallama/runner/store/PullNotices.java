package dev.panallama.runner.store;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Progress;
import java.util.function.Predicate;

/// Shows a person what is done to fetch a model.
///
/// @param notices where
/// @param consent asks him whether he accepts a licence
public record PullNotices(Notices notices, Predicate<License> consent) implements PullListener {
    @Override
    public void says(String note) {
        notices.say(note);
    }

    @Override
    public Progress fetches(RemoteFile file) {
        return notices.progress("fetching " + file.fileName(), file.bytes().orElse(0));
    }

    @Override
    public Progress verifies(RemoteFile file) {
        return notices.progress("checking " + file.fileName(), file.bytes().orElse(0));
    }

    @Override
    public Progress quantizes(String name, long bytes) {
        return notices.progress("quantizing " + name, bytes);
    }

    @Override
    public boolean accepts(License license) {
        return consent.test(license);
    }
}
