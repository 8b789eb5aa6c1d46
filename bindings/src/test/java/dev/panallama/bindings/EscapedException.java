package dev.panallama.bindings;

import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Lets a C++ exception out of llama.cpp, parks its thread in a terminate handler, and lives on to say so.
final class EscapedException {
    static final int SURVIVED = 42;
    private static final CountDownLatch ESCAPED = new CountDownLatch(1);

    private EscapedException() {}

    public static void main(String[] args) throws InterruptedException {
        Natives.load();
        var setTerminate = NativeLibrary.find("_ZSt13set_terminatePFvvE").orElseThrow();
        cpp_set_terminate.invoke(setTerminate, cpp_terminate_handler.allocate(EscapedException::park, Arena.global()));

        Thread.ofPlatform().daemon().start(EscapedException::provoke);
        System.exit(ESCAPED.await(30, TimeUnit.SECONDS) ? SURVIVED : 1);
    }

    private static void provoke() {
        try (var arena = Arena.ofConfined()) {
            llama_h.llama_load_mode_from_str(arena.allocateFrom("no such mode"));
        }
    }

    private static void park() {
        ESCAPED.countDown();
        while (true) LockSupport.park();
    }
}
