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
    private static final int SHORTEST = 8192; // bytes of one that has anything in it
    private static final int IN_USE = 90020; // H2's numbers of errors
    private static final Set<Integer> DAMAGED = Set.of(
            42102, 42103, 42104, // our table is not there
            50000, 90030, // what is read makes no sense
            90097); // there is nothing, and it would begin anew

    // Each change is in the file before it is answered, nothing but the one file is written, and texts of usual length lie beside
    // their rows, where a search finds them in half the time
    private static final String OPTIONS = ";WRITE_DELAY=0;TRACE_LEVEL_FILE=0;CACHE_SIZE=8192;MAX_LENGTH_INPLACE_LOB=65536";

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
            Optional<String> notice = isSound() ? Optional.empty() : Optional.of(moveAside());
            make();
            return new Opened(connect(), notice);
        } catch (SQLException failed) {
            if (failed.getErrorCode() == IN_USE)
                throw new ConversationsUnavailableException(
                        "another program of yours has the conversations open: end it,"
                                + " or name another folder with PANALLAMA_CONVERSATIONS",
                        failed);
            throw unavailable(failed);
        } catch (IOException failed) {
            throw unavailable(failed);
        }
    }

    /// Looks at the file without writing: the database would take one whose contents are lost for a new one.
    private boolean isSound() throws IOException, SQLException {
        long length = Files.size(file());
        if (length < SHORTEST) return length == 0;
        try (Connection connection = connection(";ACCESS_MODE_DATA=r")) {
            return Schema.version(connection) > 0;
        } catch (SQLException failed) {
            if (!DAMAGED.contains(failed.getErrorCode())) throw failed;
            LOG.log(Level.WARNING, "the conversations in " + file() + " are damaged", failed);
            return false;
        }
    }

    /// Moves the file out of the way.
    ///
    /// @return what the user is to be told
    private String moveAside() throws IOException {
        String name = "%s.damaged-%s%s".formatted(NAME, LocalDateTime.now(ZoneOffset.UTC).format(STAMP), SUFFIX);
        Files.move(file(), folder.resolve(name));
        LOG.log(Level.WARNING, "{0} has been moved to {1}", file(), name);
        return "The file of the conversations was damaged. It has been moved aside as %s, and a new one begun."
                .formatted(name);
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
        Connection connection = connection("");
        try {
            connection.setAutoCommit(false);
            Schema.bringUpToDate(connection);
            return connection;
        } catch (SQLException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    private Connection connection(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + folder.resolve(NAME) + OPTIONS + options, "", "");
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
