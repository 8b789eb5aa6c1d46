package dev.panallama.jinja;

import org.jspecify.annotations.Nullable;

/// A variable where the template reads or sets it. [Resolver] binds it to its place before the template is rendered.
final class Name implements Expression, Target {
    enum Use {
        READ, SET, PARAMETER
    }

    private final String text;
    private final int offset;
    private final Undefined undefined;
    private Use use = Use.READ;
    private int hops;
    private int slot;

    Name(String text, int offset) {
        this.text = text;
        this.offset = offset;
        undefined = new Undefined("'%s' is undefined".formatted(text));
    }

    @Override
    public Name copy() {
        var copy = new Name(text, offset);
        copy.use = use;
        return copy;
    }

    String text() {
        return text;
    }

    int offset() {
        return offset;
    }

    Use use() {
        return use;
    }

    void use(Use use) {
        this.use = use;
    }

    void bind(Symbols symbols) {
        Symbols.Slot found = symbols.find(text);
        if (found == null) throw new AssertionError("unknown to its scope: " + text);
        hops = symbols.function().hopsTo(found);
        slot = found.index();
    }

    @Nullable
    Object get(Frame frame) {
        return frame.get(hops, slot);
    }

    @Override
    public Object evaluate(Frame frame) {
        Object value = frame.get(hops, slot);
        return value == null ? undefined : value;
    }

    @Override
    public void assign(Frame frame, Object value) {
        frame.set(slot, value);
    }
}
