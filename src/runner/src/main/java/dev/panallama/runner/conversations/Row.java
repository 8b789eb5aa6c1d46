package dev.panallama.runner.conversations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of what was asked for. Values are only ever given to statements as parameters.
///
/// @param cells where it is read from, column by column
record Row(ResultSet cells) {
    /// Makes something of a row.
    @FunctionalInterface
    interface Reader<T> {
        T of(Row row) throws SQLException;
    }

    static <T> List<T> all(Connection connection, Reader<T> reader, String sql, @Nullable Object... parameters)
            throws SQLException {
        var all = new ArrayList<T>();
        try (var statement = prepared(connection, sql, parameters); var rows = statement.executeQuery()) {
            while (rows.next()) all.add(reader.of(new Row(rows)));
        }
        return all;
    }

    static <T> Optional<T> first(Connection connection, Reader<T> reader, String sql, @Nullable Object... parameters)
            throws SQLException {
        return find(connection, it -> Optional.of(reader.of(it)), sql, parameters);
    }

    /// Returns what a reader makes of the first row that it makes something of.
    static <T> Optional<T> find(Connection connection, Reader<Optional<T>> reader, String sql,
            @Nullable Object... parameters) throws SQLException {
        try (var statement = prepared(connection, sql, parameters); var rows = statement.executeQuery()) {
            Optional<T> found = Optional.empty();
            while (found.isEmpty() && rows.next()) found = reader.of(new Row(rows));
            return found;
        }
    }

    /// Returns how many rows were changed.
    static int change(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (var statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object[] parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, plain(parameters[i]));
        return statement;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> it -> plain(it.orElse(null));
            case Instant it -> Times.of(it);
            default -> value;
        };
    }

    UUID id(String column) throws SQLException {
        return cells.getObject(column, UUID.class);
    }

    Optional<UUID> ifId(String column) throws SQLException {
        return Optional.ofNullable(cells.getObject(column, UUID.class));
    }

    String text(String column) throws SQLException {
        return cells.getString(column);
    }

    Optional<String> ifText(String column) throws SQLException {
        return Optional.ofNullable(cells.getString(column));
    }

    long number(String column) throws SQLException {
        return cells.getLong(column);
    }

    Instant time(String column) throws SQLException {
        return Times.of(cells.getLong(column));
    }
}
