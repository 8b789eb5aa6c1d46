package dev.panallama.jinja;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The rules of the house that the compiler does not know.
final class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void the_engine_depends_on_the_jdk_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.panallama.jinja..", "java.lang", "java.lang.invoke", "java.lang.runtime",
                        "java.math", "java.nio.charset", "java.time..", "java.util..", "org.jspecify.annotations")
                .check(ENGINE);
    }

    /// A template is a stranger's code: nothing that it can reach may look up classes, open files or start anything.
    @Test
    void the_engine_has_no_way_to_classes_files_or_processes() {
        noClasses()
                .should()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "java.io..", "java.net..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ClassLoader.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Process.class)
                .check(ENGINE);
    }

    @Test
    void packages_depend_on_each_other_in_one_direction() {
        slices().matching("dev.panallama.(**)").should().beFreeOfCycles().check(ENGINE);
    }

    @Test
    void names_say_something() {
        noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|Common|Misc)").check(ENGINE);
    }
}
