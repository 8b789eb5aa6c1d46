package dev.panallama.runner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.panallama.runner.cli.InProcess;
import dev.panallama.runner.store.DataFolder;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class ArchitectureTest {
    private static final JavaClasses RUNNER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.panallama.runner");

    /// The program itself, what shells call, and what knows models here only to complete their names.
    private static final Set<String> OF_NO_MODELS = Set.of("panallama", "__complete", "stop");

    @Test
    void packages_depend_one_way() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("..runner.cli..")
                .layer("app")
                .definedBy("..runner.desktop.app")
                .layer("desktop")
                .definedBy("..runner.desktop")
                .layer("look")
                .definedBy("..runner.desktop.look")
                .layer("runner")
                .definedBy("dev.panallama.runner")
                .layer("server")
                .definedBy("..runner.server")
                .layer("protocols")
                .definedBy("..runner.openai..", "..runner.ollama", "..runner.anthropic", "..runner.llamacpp")
                .layer("page")
                .definedBy("..runner.page")
                .layer("documents")
                .definedBy("..runner.documents")
                .layer("conversations")
                .definedBy("..runner.conversations")
                .layer("answering")
                .definedBy("..runner.answering")
                .layer("serving")
                .definedBy("..runner.serving")
                .layer("http")
                .definedBy("..runner.http")
                .layer("chat")
                .definedBy("..runner.chat")
                .layer("store")
                .definedBy("..runner.store..")
                .layer("download")
                .definedBy("..runner.download")
                .layer("parameters")
                .definedBy("..runner.parameters")
                .layer("console")
                .definedBy("..runner.console")
                .layer("log")
                .definedBy("..runner.log")
                .ensureAllClassesAreContainedInArchitecture()
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("chat")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("app")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("desktop")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("look")
                .mayOnlyBeAccessedByLayers("app", "desktop")
                .whereLayer("runner")
                .mayOnlyBeAccessedByLayers("app", "desktop", "cli")
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("runner", "cli")
                .whereLayer("protocols")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("page")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("conversations")
                .mayOnlyBeAccessedByLayers("runner", "server", "page")
                .whereLayer("documents")
                .mayOnlyBeAccessedByLayers("page")
                .whereLayer("answering")
                .mayOnlyBeAccessedByLayers("protocols")
                .whereLayer("serving")
                .mayOnlyBeAccessedByLayers("runner", "cli", "server", "protocols", "page", "answering")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("runner", "cli", "server", "protocols", "page", "answering")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("app", "runner", "cli", "server", "protocols", "page", "answering",
                        "serving")
                .whereLayer("download")
                .mayOnlyBeAccessedByLayers("store")
                .whereLayer("parameters")
                .mayOnlyBeAccessedByLayers("chat", "store", "protocols", "answering")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("cli")
                .check(RUNNER);
    }

    /// Only the program knows them all; `doctor` asks the running server.
    @Test
    void rooms_of_the_command_line_know_what_they_have_in_common_and_not_each_other() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("program")
                .definedBy("..runner.cli")
                .layer("generate")
                .definedBy("..cli.generate")
                .layer("model")
                .definedBy("..cli.model")
                .layer("server")
                .definedBy("..cli.server")
                .layer("machine")
                .definedBy("..cli.machine")
                .layer("completion")
                .definedBy("..cli.completion")
                .layer("command")
                .definedBy("..cli.command")
                .whereLayer("program")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("generate")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("program", "machine")
                .whereLayer("machine")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("completion")
                .mayOnlyBeAccessedByLayers("program")
                .whereLayer("command")
                .mayNotAccessAnyLayer()
                .check(RUNNER);
    }

    /// The names of these commands stand apart from them, as a start is to be quick.
    @Test
    void the_help_of_a_command_names_the_folder_of_models_where_it_reaches_one() {
        for (JavaClass it : RUNNER.that(CanBeAnnotated.Predicates.annotatedWith(Command.class))) {
            String name = it.getAnnotationOfType(Command.class).name();
            if (OF_NO_MODELS.contains(name)) continue;
            boolean reaches = it.getTransitiveDependenciesFromSelf().stream()
                    .anyMatch(way -> way.getTargetClass().isEquivalentTo(DataFolder.class));
            assertEquals(reaches, InProcess.answer(name, "--help").contains("PANALLAMA_MODELS"), name);
        }
    }

    @Test
    void only_the_command_line_knows_its_library() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..runner.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(RUNNER);
    }

    @Test
    void only_the_http_server_knows_its_library() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..runner.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(RUNNER);
    }

    @Test
    void only_documents_know_the_library_of_pdf() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..runner.documents")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pdfbox..")
                .check(RUNNER);
    }

    @Test
    void only_windows_know_swing() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..runner.desktop..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "javax.swing..", "com.formdev..")
                .check(RUNNER);
    }

    @Test
    void the_store_knows_nothing_of_models_in_memory() {
        noClasses()
                .that()
                .resideInAPackage("..runner.store")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.panallama")
                .check(RUNNER);
    }
}
