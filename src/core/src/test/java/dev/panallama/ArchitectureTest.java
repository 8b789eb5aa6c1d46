package dev.panallama;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules of the house that the compiler does not know.
final class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void packages_depend_on_each_other_in_one_direction() {
        slices().matching("dev.panallama.(**)").should().beFreeOfCycles().check(CORE);
        noClasses()
                .that()
                .resideInAnyPackage("dev.panallama.internal..", "dev.panallama.error")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.panallama")
                .check(CORE);
    }

    @Test
    void only_the_boundary_calls_the_bindings() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.panallama.internal.ffm", "dev.panallama.internal.natives")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.panallama.bindings", "java.lang.foreign")
                .check(CORE);
    }

    /// They are in the bindings alone, so that users allow one module to make them.
    @Test
    void core_makes_no_restricted_call() {
        Set<String> restricted = Set.of(
                "MemorySegment.reinterpret", "AddressLayout.withTargetLayout", "Linker.downcallHandle",
                "Linker.upcallStub", "SymbolLookup.libraryLookup", "System.load", "System.loadLibrary",
                "Runtime.load", "Runtime.loadLibrary");
        noClasses()
                .should()
                .callMethodWhere(describe("a restricted method", it -> restricted.contains(
                        it.getTargetOwner().getSimpleName() + "." + it.getTarget().getName())))
                .check(CORE);
    }

    /// What leaves an upcall ends the JVM: one class guards them all.
    @Test
    void functions_that_c_calls_are_made_in_one_place() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Upcalls")
                .should()
                .callMethodWhere(describe("an upcall stub", it -> it.getTarget().getName().equals("allocate")
                        && it.getTargetOwner().getPackageName().equals("dev.panallama.bindings")
                        && it.getTarget().getRawParameterTypes().getFirst().getName().endsWith("$Function")))
                .check(CORE);
    }

    @Test
    void the_boundary_shows_no_native_memory() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.panallama.internal.ffm")
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .notHaveRawReturnType(MemorySegment.class)
                .check(CORE);
    }

    @Test
    void core_depends_on_the_bindings_and_the_jdk_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.panallama..", "java..", "org.jspecify.annotations", "tools.jackson..",
                        "com.fasterxml.jackson.annotation")
                .check(CORE);
    }

    @Test
    void names_say_something() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl|Common|Misc)")
                .check(CORE);
    }
}
