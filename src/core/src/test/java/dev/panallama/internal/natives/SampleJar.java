package dev.panallama.internal.natives;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A platform jar whose libraries hold no code but their own names.
record SampleJar(String platform, String llamaVersion, List<String> libraries) {
    static final SampleJar LINUX = new SampleJar("linux-x64", "0.4.0",
            List.of("libggml-base.so", "libggml.v0.4.0.so", "libllama.v0.4.0.so"));

    static SampleJar of(String platform, String... libraries) {
        return new SampleJar(platform, "0.4.0", List.of(libraries));
    }

    /// Writes the jars into the folder and returns a class loader that finds them alone.
    static URLClassLoader write(Path folder, SampleJar... jars) throws IOException {
        var urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) urls[i] = jars[i].write(folder.resolve(jars[i].platform + ".jar"));
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private URL write(Path jar) throws IOException {
        var manifest = new StringBuilder("llama.cpp " + llamaVersion + "\n");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (var library : libraries) {
                manifest.append("%064x %08x %s\n".formatted(0, checksum(library), library));
                add(zip, library, library);
            }
            add(zip, "manifest.txt", manifest.toString());
        }
        return jar.toUri().toURL();
    }

    private void add(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry("natives/" + platform + "/" + name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
    }

    private static long checksum(String content) {
        var crc32c = new CRC32C();
        crc32c.update(content.getBytes(StandardCharsets.UTF_8));
        return crc32c.getValue();
    }
}
