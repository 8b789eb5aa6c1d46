package dev.panallama.runner.conversations;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/// The file that a database lies in: opened by one process at a time, private to its user, and moved aside when it is damaged.
///
/// @param folder need not exist
record DatabaseFile(Path folder) {
    private static final Logger LOG = System.getLogger("dev.panallama.conversations");
    private static final String NAME = "conversations";
    private static final String SUFFIX = ".mv.db";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");
    private static final int IN_USE = 90020; // H2's numbers of errors
    private static final Set<Integer> DAMAGED = Set.of(50000, 90030);

    // Each change is in the file before it is answered; nothing but the one file is written
    private static final String OPTIONS = ";WRITE_DELAY=0;TRACE_LEVEL_FILE=0;CACHE_SIZE=8192";

    /// @throws IllegalArgumentException if no database can lie in such a folder
    DatabaseFile {
        folder = folder.toAbsolutePath().normalize();
        if (folder.toString().contains(";"))
            throw new IllegalArgumentException(
                    "conversations cannot be kept in %s: its name has a semicolon".formatted(folder));
    }

    /// What was opened.
    ///
    /// @param notice what the user is to be told
    record Opened(Connection connection, Optional<String> notice) {}

    /// Opens the database, after making it if it is missing.
    ///
    /// @throws ConversationsUnavailableException if that cannot be
    Opened open() {
        try {
            make();
            return new Opened(connect(), Optional.empty());
        } catch (SQLException failed) {
            if (failed.getErrorCode() == IN_USE)
                throw new ConversationsUnavailableException(
                        "another program of yours has the conversations open: end it,"
                                + " or name another folder with PANALLAMA_CONVERSATIONS",
                        failed);
            if (!isDamaged(failed)) throw unavailable(failed);
            return anew(failed);
        } catch (IOException failed) {
            throw unavailable(failed);
        }
    }

    static boolean isDamaged(SQLException failure) {
        return DAMAGED.contains(failure.getErrorCode());
    }

    private Opened anew(SQLException damage) {
        try {
            Optional<String> notice = moveAside(damage);
            make();
            return new Opened(connect(), notice);
        } catch (SQLException | IOException failed) {
            throw unavailable(failed);
        }
    }

    /// Moves the file out of the way, and says so.
    Optional<String> moveAside(SQLException damage) throws IOException {
        String name = "%s.damaged-%s%s".formatted(NAME, LocalDateTime.now(ZoneOffset.UTC).format(STAMP), SUFFIX);
        Files.move(file(), folder.resolve(name));
        LOG.log(Level.WARNING,
                "the conversations in %s are damaged: they have been moved to %s".formatted(file(), name),
                damage);
        return Optional
                .of("The file of the conversations was damaged. It has been moved aside as %s, and a new one begun."
                        .formatted(name));
    }

    private ConversationsUnavailableException unavailable(Exception failure) {
        LOG.log(Level.WARNING, "the conversations in " + folder + " cannot be opened", failure);
        return new ConversationsUnavailableException(
                "conversations cannot be kept at present: the server's log says why", failure);
    }

    private Path file() {
        return folder.resolve(NAME + SUFFIX);
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve(NAME) + OPTIONS, "", "");
        try {
            connection.setAutoCommit(false);
            Schema.bringUpToDate(connection);
            return connection;
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /// Makes an empty file, which the database takes as its own, so that nobody else can read it from the first moment.
    private void make() throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder, posix ? only("rwx------") : new FileAttribute<?>[0]);
        try {
            Files.createFile(file(), posix ? only("rw-------") : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException _) { // as it should be
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        return new FileAttribute<?>[]{
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))};
    }
}
