/// A model in a process of its own: [RemoteModel][dev.panallama.internal.worker.RemoteModel] is the program's side of it,
/// [Worker][dev.panallama.internal.worker.Worker] the process. They talk over its standard input and output.
@NullMarked
package dev.panallama.internal.worker;

import org.jspecify.annotations.NullMarked;
