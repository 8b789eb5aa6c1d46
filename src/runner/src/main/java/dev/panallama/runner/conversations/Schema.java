package dev.panallama.runner.conversations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables, and how those of an older version become the present ones. Times are microseconds since 1970.
final class Schema {
    /// What leads from each version to the next, beginning with nothing. A step that was interrupted is made again, so each
    /// statement may be repeated.
    private static final List<List<String>> STEPS = List.of(List.of(
            """
                    CREATE TABLE IF NOT EXISTS conversation (
                        id UUID PRIMARY KEY,
                        title VARCHAR(1000) NOT NULL,
                        model VARCHAR(1000),
                        settings CHARACTER LARGE OBJECT NOT NULL,
                        leaf UUID,
                        created BIGINT NOT NULL,
                        updated BIGINT NOT NULL UNIQUE)""",
            """
                    CREATE TABLE IF NOT EXISTS message (
                        id UUID PRIMARY KEY,
                        conversation UUID NOT NULL REFERENCES conversation ON DELETE CASCADE,
                        place INTEGER NOT NULL,
                        parent UUID,
                        created BIGINT NOT NULL,
                        role VARCHAR(20) NOT NULL,
                        content CHARACTER LARGE OBJECT NOT NULL,
                        thinking CHARACTER LARGE OBJECT,
                        attachments CHARACTER LARGE OBJECT,
                        model VARCHAR(1000),
                        stats CHARACTER LARGE OBJECT,
                        bytes BIGINT NOT NULL,
                        UNIQUE (conversation, place))"""));

    private Schema() {}

    /// @throws ConversationsUnavailableException if the tables are of a later version
    static void bringUpToDate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
            int version = version(statement);
            if (version > STEPS.size())
                throw new ConversationsUnavailableException(
                        "the conversations are of a later version (%d, and this program knows %d): update it"
                                .formatted(version, STEPS.size()));
            for (int i = version; i < STEPS.size(); i++) {
                for (String it : STEPS.get(i)) statement.execute(it);
                statement.executeUpdate("DELETE FROM schema_version");
                statement.executeUpdate("INSERT INTO schema_version VALUES (%d)".formatted(i + 1));
                connection.commit();
            }
        }
    }

    /// Returns the version of tables that are there.
    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return version(statement);
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("SELECT MAX(version) FROM schema_version")) {
            rows.next();
            return rows.getInt(1); // 0 if there is none
        }
    }
}
