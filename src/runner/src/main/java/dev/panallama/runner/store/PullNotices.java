package dev.panallama.runner.store;

import dev.panallama.runner.console.Notices;
import dev.panallama.runner.console.Progress;

/// Shows a person what is done to fetch a model.
///
/// @param notices where
/// @param consent asks him whether he accepts a licence
public record PullNotices(Notices notices, Consent consent) implements PullListener {
    /// Asks a person.
    public interface Consent {
        /// Returns whether he accepts a licence.
        boolean to(License license) throws InterruptedException;
    }

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
    public boolean accepts(License license) throws InterruptedException {
        return consent.to(license);
    }
}
