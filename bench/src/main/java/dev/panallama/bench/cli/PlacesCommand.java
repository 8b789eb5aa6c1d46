package dev.panallama.bench.cli;

import dev.panallama.bench.place.Libraries;
import dev.panallama.bench.place.PinnedSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "places",
    header = "Says where llama.cpp's source and libraries are, as CMake wants to hear it.",
    mixinStandardHelpOptions = true)
final class PlacesCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        System.out.printf("-DLLAMA_SOURCE=%s -DLLAMA_LIBRARIES=%s%n", PinnedSource.find(),
                Libraries.bundled().folder());
        return 0;
    }
}
