package dev.panallama.runner.download;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How often something is tried that fails for now, such as asking a server that is overloaded. Any thread may use it.
///
/// @param most how many in a row may bring nothing
/// @param reconnecting whether it is tried again also if the server cannot be reached
/// @param pause how long to wait after the first; each time it doubles
record Attempts(int most, boolean reconnecting, Duration pause) {
    private static final int LONGEST = 60; // pauses

    /// Returns those of a question, of which nobody knows yet whether a server is there.
    static Attempts toAsk(Duration patience) {
        return new Attempts(4, false, patience.dividedBy(30));
    }

    /// Returns those of a file of which something has come: a connection that was lost may take minutes.
    static Attempts toGoOn(Duration patience) {
        return new Attempts(9, true, patience.dividedBy(30));
    }

    /// What is tried.
    interface Task<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Tries until something brings what it should.
    ///
    /// @throws RefusedException if trying again cannot help
    /// @throws IOException if several attempts brought nothing
    <T> T of(Task<T> task) throws IOException, InterruptedException {
        return of(() -> 0, task);
    }

    /// Tries until something brings what it should.
    ///
    /// @param there how much has come by now: after some of it the attempts are counted anew
    /// @throws RefusedException if trying again cannot help
    /// @throws IOException if several attempts brought nothing
    <T> T of(LongSupplier there, Task<T> task) throws IOException, InterruptedException {
        for (int attempt = 1;; attempt++) {
            long before = there.getAsLong();
            try {
                return task.run();
            } catch (RefusedException | ClosedChannelException hopeless) {
                throw hopeless;
            } catch (IOException failed) {
                if (failed instanceof ConnectException && !reconnecting) throw failed;
                if (there.getAsLong() > before) attempt = 0;
                if (attempt == most) throw failed;
                Thread.sleep(after(attempt));
            }
        }
    }

    /// Returns nothing after progress.
    private Duration after(int attempt) {
        return pause.multipliedBy(Math.min(LONGEST, (1L << attempt) / 2));
    }
}
