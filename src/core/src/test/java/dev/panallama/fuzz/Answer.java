package dev.panallama.fuzz;

/// What came of a case.
///
/// @param what the exception's class, or how the worker ended
/// @param resident the bytes of memory that the worker had then, or 0
record Answer(Outcome outcome, String what, long resident) {
    private static final long MOST_MEMORY = 1400L << 20;

    enum Outcome {
        /// The input was good, or did what it could.
        OK,
        /// A documented exception came.
        REFUSED,
        /// Another exception came, or an error.
        FAULT,
        /// The worker took more memory than there is to take.
        MEMORY,
        /// The worker said nothing for too long.
        HANG,
        /// The worker is dead.
        DEATH;

        boolean harmful() {
            return compareTo(REFUSED) > 0;
        }

        /// Returns whether the worker cannot be used again.
        boolean ends() {
            return compareTo(FAULT) > 0;
        }
    }

    static Answer parse(String line) {
        String[] words = line.substring(FuzzWorker.MARK.length()).split(" ");
        long resident = Long.parseLong(words[1]) << 10;
        var outcome = resident > MOST_MEMORY ? Outcome.MEMORY : Outcome.valueOf(words[0]);
        return new Answer(outcome, words.length > 2 ? words[2] : "ok", resident);
    }

    @Override
    public String toString() {
        return outcome == Outcome.OK ? "ok" : outcome == Outcome.REFUSED ? what : outcome + " " + what;
    }
}
