package dev.panallama.error;

/// Thrown when the arguments of a tool have a JSON schema that no grammar can follow. Nothing was computed.
public final class ToolSchemaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String tool;

    /// Creates the exception for a tool.
    ///
    /// @param cause says what is wrong
    public ToolSchemaException(String tool, RuntimeException cause) {
        super("the schema of tool %s has no grammar: %s".formatted(tool, cause.getMessage()), cause);
        this.tool = tool;
    }

    /// Returns the name of the tool.
    public String tool() {
        return tool;
    }
}
