package dev.panallama.runner.conversations;

/// Thrown where something cannot be kept because of one of its fields.
public final class WrongFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;

    /// @param reason what is wrong with the field and what to do, without its name
    public WrongFieldException(String field, String reason) {
        super(field + " " + reason);
        this.field = field;
        this.reason = reason;
    }

    /// Returns which field it is.
    public String field() {
        return field;
    }

    /// Returns this exception where the field is part of another one.
    public WrongFieldException below(String outer) {
        return new WrongFieldException(outer + "." + field, reason);
    }
}
