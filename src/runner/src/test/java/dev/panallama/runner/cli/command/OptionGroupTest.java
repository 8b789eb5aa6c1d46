package dev.panallama.runner.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.cli.InProcess;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class OptionGroupTest {
    private static final List<String> GENERAL = List.of("--help", "--version");

    @Test
    void each_option_of_a_command_with_groups_is_in_one() {
        for (String name : List.of("run", "serve")) {
            CommandLine command = InProcess.program().getSubcommands().get(name);
            OptionGroup.Grouped grouped = command.getCommand();
            Stream<String> told = grouped.optionGroups().stream().flatMap(it -> it.names().stream());
            Stream<String> known = command.getCommandSpec().options().stream()
                    .filter(it -> !it.hidden())
                    .map(OptionSpec::longestName);
            assertEquals(known.sorted().toList(), Stream.concat(told, GENERAL.stream()).sorted().toList(), name);
        }
    }

    @Test
    void the_help_tells_groups_in_their_order() {
        String help = InProcess.answer("run", "--help");
        String order = "(?s).*\nThe form of the answer:\n      --format=FORMAT .*\n      --schema=.*\nThe choice of each token:\n"
                + "      --temp=.*\nGeneral:\n  -h, --help .*\nExit codes:\n.*";
        assertTrue(help.matches(order), help);
    }
}
