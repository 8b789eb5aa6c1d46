package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.panallama.bindings.NativeLibrary;
import dev.panallama.bindings.Pointers;
import dev.panallama.bindings.cpp_set_terminate;
import dev.panallama.bindings.ggml_threadpool_free_t;
import dev.panallama.bindings.ggml_threadpool_new_t;
import dev.panallama.bindings.ggml_threadpool_params;
import dev.panallama.bindings.llama_context_params;
import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_model_params;
import dev.panallama.error.LlamaException;
import dev.panallama.error.NativeLibraryException;
import dev.panallama.internal.natives.LibraryFolder;
import dev.panallama.internal.natives.LibraryLoader;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The loaded llama.cpp: one per process, started by the first call that needs it. Any thread may use it.
public final class Backend {
    /// `std::set_terminate`, where the C++ runtime names it as GCC and Clang do.
    private static final String SET_TERMINATE = "_ZSt13set_terminatePFvvE";

    private static final long STACK = 8 << 20;

    /// How long worker threads spin for the next batch before they sleep: a few milliseconds, enough from one token to the next.
    private static final int POLL = 1;

    private static @Nullable Backend started;
    private static @Nullable String failure;

    private final MemorySegment threadPoolNew;
    private final MemorySegment threadPoolFree;
    private boolean numaIsFixed;

    private Backend(LibraryFolder libraries) {
        NativeLog.install();
        llama_h.ggml_set_abort_callback(Upcalls.aborted(Backend::aborted));
        NativeLibrary.find(SET_TERMINATE)
                .ifPresent(it -> cpp_set_terminate.invoke(it, Upcalls.terminated(Backend::terminated)));
        checkLayouts();
        llama_h.llama_backend_init();
        loadBackends(libraries.directory());
        libraries.fallback().filter(_ -> !hasCuda()).ifPresent(Backend::loadBackends);
        MemorySegment cpu = cpuRegistration(libraries.directory());
        threadPoolNew = procedure(cpu, "ggml_threadpool_new");
        threadPoolFree = procedure(cpu, "ggml_threadpool_free");
        logger().log(Level.DEBUG, "llama.cpp runs from {0}, given by {1}", libraries.directory(), libraries.source());
    }

    /// Returns the library, loaded. A failure is final: it is thrown again at each call.
    public static synchronized Backend get() {
        if (failure != null) throw new NativeLibraryException(failure); // what was half done must not be done again
        try {
            if (started == null)
                started = NativeThread.once("start of llama.cpp", STACK, () -> new Backend(LibraryLoader.load()));
            return started;
        } catch (LlamaException thrown) {
            failure = String.valueOf(thrown.getMessage());
            throw thrown;
        }
    }

    /// Loads the library if need be, and links what models and sessions call. Does so once.
    public static void prepare() {
        get();
        Linking.link();
    }

    /// Returns the version of llama.cpp.
    public String version() {
        return llama_h.llama_version().getString(0);
    }

    /// Returns what the back ends were built for. C keeps the text in one place for all threads.
    public synchronized String systemInfo() {
        return llama_h.llama_print_system_info().getString(0).strip();
    }

    public boolean mapsFiles() {
        return llama_h.llama_supports_mmap();
    }

    public boolean locksMemory() {
        return llama_h.llama_supports_mlock();
    }

    public boolean usesGpus() {
        return llama_h.llama_supports_gpu_offload();
    }

    public boolean usesRemoteDevices() {
        return llama_h.llama_supports_rpc();
    }

    public long maxDevices() {
        return llama_h.llama_max_devices();
    }

    public long maxSequences() {
        return llama_h.llama_max_parallel_sequences();
    }

    /// Returns the metadata keys of what a file recommends for sampling, in the order of `enum llama_model_meta_key`.
    public List<String> samplingKeys() {
        return IntStream.rangeClosed(0, llama_h.LLAMA_MODEL_META_KEY_SAMPLING_MIROSTAT_ETA())
                .mapToObj(it -> llama_h.llama_model_meta_key_str(it).getString(0))
                .toList();
    }

    /// Returns the names of the chat templates that llama.cpp knows.
    public List<String> builtinChatTemplates() {
        try (var arena = Arena.ofConfined()) {
            int count = llama_h.llama_chat_builtin_templates(MemorySegment.NULL, 0);
            MemorySegment names = arena.allocate(ADDRESS, count);
            llama_h.llama_chat_builtin_templates(names, count);
            return IntStream.range(0, count)
                    .mapToObj(i -> Pointers.string(names.getAtIndex(ADDRESS, i)))
                    .toList();
        }
    }

    /// Sets the placing of threads on NUMA nodes, a value of `enum ggml_numa_strategy`; once, before weights are loaded.
    public synchronized void numa(int strategy) {
        if (numaIsFixed)
            throw new IllegalStateException(
                    "a model was loaded before, or a NUMA strategy chosen: choose one as the first thing of the program");
        numaIsFixed = true;
        llama_h.llama_numa_init(strategy);
    }

    /// Notes that memory is about to be placed.
    synchronized void fixNuma() {
        numaIsFixed = true;
    }

    /// Returns the devices that can compute, in the order of llama.cpp.
    public List<NativeDevice> devices() {
        return IntStream.range(0, Math.toIntExact(llama_h.ggml_backend_dev_count()))
                .mapToObj(i -> NativeDevice.read(llama_h.ggml_backend_dev_get(i)))
                .toList();
    }

    /// Returns the memory of the machine in bytes, as the CPU device reports it.
    long machineMemory() {
        return devices().stream()
                .filter(it -> it.type() == llama_h.GGML_BACKEND_DEVICE_TYPE_CPU())
                .mapToLong(NativeDevice::totalBytes)
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /// Starts worker threads that last: without them each decode starts its own anew.
    MemorySegment newThreadPool(int threads) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment params = ggml_threadpool_params.allocate(arena);
            llama_h.ggml_threadpool_params_init(params, threads);
            ggml_threadpool_params.poll(params, POLL);
            return ggml_threadpool_new_t.invoke(threadPoolNew, params);
        }
    }

    void freeThreadPool(MemorySegment threadPool) {
        ggml_threadpool_free_t.invoke(threadPoolFree, threadPool);
    }

    private static void loadBackends(Path folder) {
        try (var arena = Arena.ofConfined()) {
            llama_h.ggml_backend_load_all_from_path(arena.allocateFrom(folder.toString()));
        }
    }

    /// A back end that is loaded twice is registered twice.
    private static boolean hasCuda() {
        try (var arena = Arena.ofConfined()) {
            return !llama_h.ggml_backend_reg_by_name(arena.allocateFrom("CUDA")).equals(MemorySegment.NULL);
        }
    }

    private static MemorySegment cpuRegistration(Path libraries) {
        MemorySegment cpu = llama_h.ggml_backend_dev_by_type(llama_h.GGML_BACKEND_DEVICE_TYPE_CPU());
        if (cpu.equals(MemorySegment.NULL))
            throw new NativeLibraryException("no ggml CPU back end for this processor was found in " + libraries);
        return llama_h.ggml_backend_dev_backend_reg(cpu);
    }

    private static MemorySegment procedure(MemorySegment registration, String name) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment address = llama_h.ggml_backend_reg_get_proc_address(registration, arena.allocateFrom(name));
            if (address.equals(MemorySegment.NULL))
                throw new NativeLibraryException(
                        "the ggml CPU back end lacks " + name + ": it is not llama.cpp v0.4.0's");
            return address;
        }
    }

    /// Reads a first and a last field of known defaults: cheap evidence that the structs are those of this library.
    private static void checkLayouts() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment model = llama_h.llama_model_default_params(arena);
            MemorySegment context = llama_h.llama_context_default_params(arena);
            boolean agrees = llama_model_params.n_gpu_layers(model) == -1
                    && llama_model_params.use_extra_bufts(model)
                    && llama_context_params.n_ctx(context) == 512
                    && llama_context_params.swa_full(context)
                    && llama_context_params.ctx_other(context).equals(MemorySegment.NULL);
            if (!agrees)
                throw new NativeLibraryException("the loaded library is not llama.cpp v0.4.0: its defaults differ; "
                        + "remove panallama.library.path or let it name a folder of that release");
        }
    }

    private static void aborted(MemorySegment assertion) {
        if (!abandon(() -> "an assertion failed: " + assertion.getString(0))) report();
        park();
    }

    private static void report() {
        try {
            logger().log(Level.ERROR, "llama.cpp broke off: thread {0} is lost", Thread.currentThread().getName());
        } catch (Throwable _) { // nothing may leave an upcall
        }
    }

    /// Returns where events go. It is looked for when there is one: the first logger takes a new JVM some 40 ms.
    private static System.Logger logger() {
        return System.getLogger("dev.panallama");
    }

    private static void terminated() {
        if (abandon(() -> "a C++ exception was not caught")) park(); // else it is none of ours
    }

    private static boolean abandon(Supplier<String> reason) {
        try {
            return NativeThread.abandon(reason.get());
        } catch (Throwable _) { // nothing may leave an upcall
            return false;
        }
    }

    /// Ends a native call that must neither go on nor return: waiting for ever keeps the process alive.
    private static void park() {
        while (true) LockSupport.park();
    }
}
