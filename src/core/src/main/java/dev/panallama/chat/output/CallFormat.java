package dev.panallama.chat.output;

import java.util.List;

/// How calls are written. Immutable.
///
/// @param section what stands around all calls of a message; may be missing in what a model writes
/// @param separator between two calls
/// @param call one call
/// @param argument one argument, where each has a shape of its own
/// @param fields in a call that is a JSON object: the names of name, arguments, and maybe id, in their order
/// @param idField the one among them that is the id, or empty
/// @param trigger begins the constraint of a call: the opening of the section or call, or a part of it
/// @param shortOpening begins a call of a known tool as well, where models forget the rest; or empty
record CallFormat(Shape section, String separator, Shape call, Shape argument, List<String> fields, String idField,
        String trigger, String shortOpening) {
    private static final Shape BARE = Shape.of("{calls}");

    CallFormat {
        fields = List.copyOf(fields);
    }

    /// Returns the format of calls that stand one behind the other.
    static CallFormat of(String call) {
        var shape = Shape.of(call);
        return new CallFormat(BARE, "", shape, Shape.EMPTY, List.of("name", "arguments"), "",
                shape.opening().strip(), "");
    }

    /// Returns this with something around all calls, and between them.
    CallFormat within(String around, String between) {
        var shape = Shape.of(around);
        var opening = shape.opening().strip();
        if (opening.endsWith("[")) opening = opening.substring(0, opening.length() - 1).strip();
        return new CallFormat(shape, between, call, argument, fields, idField, opening, shortOpening);
    }

    /// Returns this with arguments of their own shape.
    CallFormat withArgument(String each) {
        return new CallFormat(section, separator, call, Shape.of(each), fields, idField, trigger, shortOpening);
    }

    /// Returns this with other names in the JSON object; the first that has "id" in it is the id.
    CallFormat withFields(String... names) {
        var id = List.of(names).stream().filter(it -> it.contains("id")).findFirst().orElse("");
        return new CallFormat(section, separator, call, argument, List.of(names), id, trigger, shortOpening);
    }

    /// Returns this with another trigger.
    CallFormat withTrigger(String other) {
        return new CallFormat(section, separator, call, argument, fields, idField, other, shortOpening);
    }

    /// Returns this for models that forget how a call begins.
    CallFormat withShortOpening(String other) {
        return new CallFormat(section, separator, call, argument, fields, idField, trigger, other);
    }

    /// Returns between calls.
    CallFormat separatedBy(String other) {
        return new CallFormat(section, other, call, argument, fields, idField, trigger, shortOpening);
    }

    /// Returns whether something stands around the calls.
    boolean hasSection() {
        return !section.equals(BARE);
    }

    /// Returns whether the calls are a list in brackets.
    boolean isList() {
        return section.opening().stripTrailing().endsWith("[");
    }

    /// Returns what begins the section, without the bracket of a list.
    String sectionOpening() {
        var opening = section.opening().strip();
        return isList() ? opening.substring(0, opening.length() - 1).strip() : opening;
    }

    /// Returns what ends the section, without the bracket of a list.
    String sectionClosing() {
        var closing = section.textAt(section.indexOf(Slot.CALLS) + 1).strip();
        return isList() && closing.startsWith("]") ? closing.substring(1).strip() : closing;
    }

    /// Returns what begins a call, or `""` where it is a JSON object and nothing else.
    String callOpening() {
        return call.opening().strip();
    }

    /// Returns whether a call is a JSON object without any mark.
    boolean isUnmarked() {
        return !hasSection() && callOpening().isEmpty();
    }

    /// Returns whether the id is the last field, so that the arguments have to wait for it.
    boolean idComesLast() {
        return !idField.isEmpty() && fields.getLast().equals(idField);
    }
}
