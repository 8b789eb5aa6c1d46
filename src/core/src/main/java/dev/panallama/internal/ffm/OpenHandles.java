package dev.panallama.internal.ffm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The native objects still open. At exit engines stop and all is freed in order, contexts before adapters and models, because some
/// GPU back ends abort when the process ends with their memory in use. What is busy then is left alone.
final class OpenHandles {
    private static final Set<NativeEngine> ENGINES = ConcurrentHashMap.newKeySet();
    private static final Set<ContextOwner<?>> CONTEXTS = ConcurrentHashMap.newKeySet();
    private static final Set<NativeAdapter> ADAPTERS = ConcurrentHashMap.newKeySet();
    private static final Set<NativeModel> MODELS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OpenHandles::closeAll, "panallama exit"));
    }

    private OpenHandles() {}

    static void add(NativeEngine engine) {
        ENGINES.add(engine);
    }

    static void add(ContextOwner<?> context) {
        CONTEXTS.add(context);
    }

    static void add(NativeAdapter adapter) {
        ADAPTERS.add(adapter);
    }

    static void add(NativeModel model) {
        MODELS.add(model);
    }

    static void remove(NativeEngine engine) {
        ENGINES.remove(engine);
    }

    static void remove(ContextOwner<?> context) {
        CONTEXTS.remove(context);
    }

    static void remove(NativeAdapter adapter) {
        ADAPTERS.remove(adapter);
    }

    static void remove(NativeModel model) {
        MODELS.remove(model);
    }

    private static void closeAll() {
        for (NativeEngine engine : ENGINES) closeUnlessBusy(engine::stop);
        for (ContextOwner<?> context : CONTEXTS) closeUnlessBusy(context::closeUnlessBusy);
        for (NativeAdapter adapter : ADAPTERS) closeUnlessBusy(adapter::closeUnlessBusy);
        for (NativeModel model : MODELS) closeUnlessBusy(model::close);
    }

    private static void closeUnlessBusy(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException _) { // in use, or lost: the process takes it along
        }
    }
}
