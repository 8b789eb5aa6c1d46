package dev.panallama.runner.cli.command;

import dev.panallama.Llama;
import dev.panallama.runner.console.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/// Says which versions are at work.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[]{"panallama " + ProgramVersion.text(), "llama.cpp " + Llama.version()};
    }
}
