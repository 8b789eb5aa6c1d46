package dev.panallama.error;

/// An engine has more to do than it lets wait: the call was not begun and may be made again later.
public final class EngineBusyException extends LlamaException {
    private static final long serialVersionUID = 1L;

    public EngineBusyException(String message) {
        super(message);
    }
}
