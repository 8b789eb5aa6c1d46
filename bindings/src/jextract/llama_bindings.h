// What jextract reads: llama.h with the ggml headers behind it, and then the functions that can only be called by
// address. For each of those a type is declared; jextract makes a class with a method `invoke` of it.
#include <llama.h>

// The CPU back end is opened at run time, so nothing is linked against it. ggml_backend_reg_get_proc_address hands out
// these functions under the name of the type without "_t", as it does for the types of this kind in ggml-backend.h.
typedef struct ggml_threadpool * (*ggml_threadpool_new_t)(struct ggml_threadpool_params * params);
typedef void (*ggml_threadpool_free_t)(struct ggml_threadpool * threadpool);
typedef void (*ggml_backend_cpu_set_threadpool_t)(ggml_backend_t backend_cpu, ggml_threadpool_t threadpool);
typedef void (*ggml_backend_cpu_set_use_ref_t)(ggml_backend_t backend_cpu, bool use_ref);
typedef void (*ggml_backend_cpu_numa_init_t)(enum ggml_numa_strategy numa);
typedef bool (*ggml_backend_cpu_is_numa_t)(void);

// std::set_terminate, which the C++ runtimes of Linux and macOS export as _ZSt13set_terminatePFvvE.
typedef void (*cpp_terminate_handler)(void);
typedef cpp_terminate_handler (*cpp_set_terminate)(cpp_terminate_handler handler);
