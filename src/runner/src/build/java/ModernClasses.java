import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Writes the old classes of a jar anew in the format of Java 8, with frames: Java takes its time to verify those without, and its AOT
/// cache has no place for them.
///
/// Argument: the jar.
final class ModernClasses {
    private static final ClassTransform NEWER = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen((newer, part) -> {
                if (part instanceof ClassFileVersion) newer.withVersion(ClassFile.JAVA_8_VERSION, 0);
                else newer.with(part);
            });

    private ModernClasses() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        try (var types = new URLClassLoader(new URL[]{jar.toUri().toURL()});
                FileSystem files = FileSystems.newFileSystem(jar)) {
            var format = ClassFile.of(ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(types)));
            for (Path it : classes(files)) {
                ClassModel old = format.parse(Files.readAllBytes(it));
                if (old.majorVersion() < ClassFile.JAVA_8_VERSION) Files.write(it, format.transformClass(old, NEWER));
            }
        }
    }

    private static List<Path> classes(FileSystem jar) throws IOException {
        try (Stream<Path> all = Files.walk(jar.getPath("/"))) {
            return all.filter(it -> it.toString().endsWith(".class")).toList();
        }
    }
}
