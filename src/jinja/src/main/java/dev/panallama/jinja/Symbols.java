package dev.panallama.jinja;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The variables of one scope of the template's text, found before it is ever rendered. The rules are those of
/// jinja2's `idtracking`: a name that a scope sets anywhere is that scope's own in all of it.
final class Symbols {
    /// A body that is called, with a frame of its own: the places of its variables.
    static final class Function {
        private final int nesting;
        private final Map<String, Slot> slots = new HashMap<>();

        Function(int nesting) {
            this.nesting = nesting;
        }

        Function inner() {
            return new Function(nesting + 1);
        }

        int size() {
            return slots.size();
        }

        int hopsTo(Slot slot) {
            return nesting - slot.nesting;
        }

        private Slot slot(int level, String name) {
            return slots.computeIfAbsent(level + " " + name, _ -> new Slot(nesting, slots.size()));
        }
    }

    /// Where a variable is kept.
    ///
    /// @param nesting of the function whose frame holds it
    record Slot(int nesting, int index) {}

    private final @Nullable Symbols parent;
    private final Function function;
    private final int level;
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<Slot, Scope.Begin> begins = new LinkedHashMap<>();
    private final Set<String> stores = new TreeSet<>();

    private Symbols(@Nullable Symbols parent, Function function, int level) {
        this.parent = parent;
        this.function = function;
        this.level = level;
    }

    static Symbols root() {
        return new Symbols(null, new Function(0), 0);
    }

    Symbols inner() {
        return inner(function);
    }

    Symbols inner(Function function) {
        return new Symbols(this, function, level + 1);
    }

    Function function() {
        return function;
    }

    Scope scope() {
        return new Scope(List.copyOf(begins.values()));
    }

    Symbols copy() {
        var copy = new Symbols(parent, function, level);
        copy.addAll(this);
        return copy;
    }

    private void addAll(Symbols other) {
        slots.putAll(other.slots);
        begins.putAll(other.begins);
        stores.addAll(other.stores);
    }

    @Nullable
    Slot find(String name) {
        for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
            Slot slot = symbols.slots.get(name);
            if (slot != null) return slot;
        }
        return null;
    }

    void load(String name) {
        if (find(name) == null) begin(name, name, null);
    }

    void store(String name) {
        stores.add(name);
        if (!slots.containsKey(name)) begin(name, null, outer(name));
    }

    /// Defines a variable that is set by who enters the scope.
    void parameter(String name) {
        stores.add(name);
        slots.put(name, function.slot(level, name));
    }

    private @Nullable Slot outer(String name) {
        return parent == null ? null : parent.find(name);
    }

    private void begin(String name, @Nullable String resolved, @Nullable Slot outer) {
        Slot slot = function.slot(level, name);
        slots.put(name, slot);
        begins.put(slot, outer == null
                ? new Scope.Begin(slot.index, resolved, -1, -1)
                : new Scope.Begin(slot.index, null, function.hopsTo(outer), outer.index));
    }

    /// Takes over what the branches of an `if`, which are no scopes, did: a name that only some of them set begins with
    /// the value it has outside.
    void merge(List<Symbols> branches) {
        var stored = new TreeSet<String>();
        branches.stream().map(it -> it.stores).forEach((Collection<String> it) -> stored.addAll(it));
        stored.removeAll(stores);
        branches.forEach(this::addAll);
        for (String name : stored) begin(name, name, outer(name));
    }
}
