package dev.panallama.runner;

import dev.panallama.runner.console.Progress;
import dev.panallama.runner.store.License;
import dev.panallama.runner.store.PullListener;
import dev.panallama.runner.store.RemoteFile;

/// Tells a program what the store tells.
record PullRelay(PullProgress progress) implements PullListener {
    @Override
    public void says(String note) {
        progress.says(note);
    }

    @Override
    public Progress fetches(RemoteFile file) {
        return task("fetching " + file.fileName(), file.bytes().orElse(0));
    }

    @Override
    public Progress verifies(RemoteFile file) {
        return task("checking " + file.fileName(), file.bytes().orElse(0));
    }

    @Override
    public Progress quantizes(String name, long bytes) {
        return task("quantizing " + name, bytes);
    }

    private Progress task(String name, long total) {
        progress.at(name, 0, total);
        return new Task(progress, name, total);
    }

    private static final class Task implements Progress {
        private final PullProgress progress;
        private final String name;
        private long total;

        Task(PullProgress progress, String name, long total) {
            this.progress = progress;
            this.name = name;
            this.total = total;
        }

        @Override
        public void of(long bytes) {
            total = bytes;
        }

        @Override
        public void at(long bytes) {
            progress.at(name, bytes, total);
        }
    }

    @Override
    public boolean accepts(License license) {
        return progress.accepts(license.title(), license.summary());
    }
}
