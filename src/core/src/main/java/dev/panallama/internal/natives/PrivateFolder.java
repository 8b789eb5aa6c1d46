package dev.panallama.internal.natives;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/// Folders that hold code to run: nobody else may be able to write to them.
final class PrivateFolder {
    private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /// Creates the folder, or makes sure that the one which exists belongs to this user alone.
    static Path at(Path folder) throws IOException {
        if (!POSIX) return Files.createDirectories(folder); // Windows keeps others out of a user's folders
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        if (!isPrivate(folder)) throw new IOException(folder + " could be changed by another user");
        return folder;
    }

    private static boolean isPrivate(Path folder) throws IOException {
        var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isDirectory() && OWNER_ONLY.containsAll(found.permissions()) && found.owner().equals(thisUser());
    }

    /// A process may run as a user without a name, so this asks to whom a file belongs that it writes. A temporary file of
    /// Java's would take a new JVM some milliseconds more, for its random name.
    private static UserPrincipal thisUser() throws IOException {
        var name = "panallama-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        var probe = Files.createFile(Path.of(System.getProperty("java.io.tmpdir"), name));
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
