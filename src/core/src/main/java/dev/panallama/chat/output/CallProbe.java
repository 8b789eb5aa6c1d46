package dev.panallama.chat.output;

import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the format of calls off two calls that a template has written.
final class CallProbe {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> NAMES = List.of("probe_one", "probe_two");
    private static final List<String> IDS = List.of("probeid01", "probeid02");
    private static final List<String> KEYS = List.of("first_key", "second_key");
    private static final List<String> VALUES = List.of("first_value", "second_value");

    static final List<Map<String, Object>> TOOLS = NAMES.stream().map(CallProbe::tool).toList();

    private final String text;
    private final List<Core> cores = new ArrayList<>();

    /// A call without what stands around it.
    private record Core(int start, int end, String shape, String argument, List<String> fields) {}

    private CallProbe(String text) {
        this.text = text;
    }

    /// Returns an answer with calls.
    static Map<String, Object> message(int count, boolean objects) {
        var calls = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < count; i++) calls.add(call(i, objects));
        return new HashMap<>(Map.of("role", "assistant", "content", "", "tool_calls", calls));
    }

    private static Map<String, Object> call(int index, boolean objects) {
        var arguments = new LinkedHashMap<String, Object>();
        for (int i = 0; i < KEYS.size(); i++) arguments.put(KEYS.get(i), VALUES.get(i));
        var function = new LinkedHashMap<String, Object>();
        function.put("name", NAMES.get(index));
        function.put("arguments", objects ? arguments : MAPPER.writeValueAsString(arguments));
        return Map.of("id", IDS.get(index), "type", "function", "function", function);
    }

    private static Map<String, Object> tool(String name) {
        var properties = new LinkedHashMap<String, Object>();
        KEYS.forEach(it -> properties.put(it, Map.of("type", "string", "description", "A text")));
        var parameters = Map.of("type", "object", "properties", properties, "required", KEYS);
        return Map.of("type", "function", "function",
                Map.of("name", name, "description", "A tool", "parameters", parameters));
    }

    /// Returns the format, if it can be told.
    ///
    /// @param answer what the template writes for an answer without calls
    /// @param content what that answer says
    static Optional<CallFormat> read(String text, String answer, String content, Reasoning reasoning) {
        var probe = new CallProbe(text);
        for (int i = 0; i < NAMES.size() && text.contains(NAMES.get(i)); i++) probe.addCore(i);
        if (probe.cores.isEmpty()) return Optional.empty();
        return Optional.of(probe.format(answer, content, reasoning))
                .filter(it -> isReadBy(it, text, probe.cores.size()));
    }

    /// Returns whether a reader of this format finds all calls again.
    private static boolean isReadBy(CallFormat format, String text, int count) {
        if (format.call().body() != Slot.CALL && format.trigger().isBlank()) return false;
        var whole = new OutputFormat("", Reasoning.NONE, format, true, null, List.of(), Optional.of(""));
        var reader = new OutputReader(whole, NAMES.stream().map(it -> Tool.of(it, "", "{}")).toList(), "", true);
        reader.add(text.substring(format.trigger().isBlank() ? text.indexOf('{') : text.indexOf(format.trigger())));
        reader.end();
        var calls = reader.output().calls();
        return calls.size() == count && calls.stream().allMatch(CallProbe::isWhole)
                && calls.getFirst().name().equals(NAMES.getFirst());
    }

    private static boolean isWhole(ToolCall call) {
        return VALUES.stream().allMatch(call.arguments()::contains) && Values.isJson(call.arguments());
    }

    private void addCore(int index) {
        int from = cores.isEmpty() ? 0 : cores.getLast().end();
        int name = text.indexOf(NAMES.get(index), from);
        if (name < 0) return;
        object(index, name, from).or(() -> named(index, name)).or(() -> keywords(index, name))
                .or(() -> tagged(index, name))
                .ifPresent(cores::add);
    }

    /// A JSON object with the name in it.
    private Optional<Core> object(int index, int name, int from) {
        for (int start = text.lastIndexOf('{', name); start >= from; start = text.lastIndexOf('{', start - 1)) {
            var json = objectAt(start);
            if (json == null) continue;
            int end = start + json.length();
            var fields = fields(MAPPER.readTree(json), index);
            if (end > name && fields.size() > 1) return Optional.of(new Core(start, end, "{call}", "", fields));
            if (start == 0) break;
        }
        return Optional.empty();
    }

    /// Returns the fields of an object that are those of a call.
    private static List<String> fields(JsonNode object, int index) {
        var fields = new ArrayList<String>();
        if (object.propertyStream().noneMatch(it -> it.getValue().asString("").equals(NAMES.get(index)))) return fields;
        object.propertyStream().filter(it -> it.getValue().asString("").equals(NAMES.get(index))
                || it.getKey().contains("id") || it.getValue().toString().contains(KEYS.getFirst()))
                .forEach(it -> fields.add(it.getKey()));
        return fields;
    }

    /// The name, and behind it the arguments as a JSON object.
    private Optional<Core> named(int index, int name) {
        int behind = name + NAMES.get(index).length();
        int start = text.indexOf('{', behind);
        if (start < 0 || text.substring(behind, start).contains(KEYS.getFirst())) return Optional.empty();
        var json = objectAt(start);
        if (json == null || !json.contains(VALUES.getFirst())) return Optional.empty();
        var between = text.substring(behind, start).replace(IDS.get(index), "{id}");
        return Optional.of(new Core(name, start + json.length(), "{name}" + between + "{json}", "", List.of()));
    }

    /// The name, and behind it the arguments as Python has them.
    private Optional<Core> keywords(int index, int name) {
        int behind = name + NAMES.get(index).length();
        int end = text.indexOf(')', behind);
        if (!text.startsWith("(" + KEYS.getFirst() + "=", behind) || end < 0) return Optional.empty();
        return Optional.of(new Core(name, end + 1, "{name}({keywords})", "", List.of()));
    }

    /// The name, and behind it each argument in a shape of its own.
    private Optional<Core> tagged(int index, int name) {
        int behind = name + NAMES.get(index).length();
        int key = text.indexOf(KEYS.getFirst(), behind);
        int value = text.indexOf(VALUES.getFirst(), key);
        int nextKey = text.indexOf(KEYS.getLast(), value);
        int nextValue = text.indexOf(VALUES.getLast(), nextKey);
        if (key < 0 || value < 0 || nextKey < 0 || nextValue < 0) return Optional.empty();
        int end = nextValue + VALUES.getLast().length();
        var before = text.substring(behind, key);
        var between = text.substring(value + VALUES.getFirst().length(), nextKey);
        int closing = FormatProbe.commonMarkers(between, text.substring(end));
        int opening = Math.min(FormatProbe.commonEnd(before, between), between.length() - closing);
        var start = before.substring(before.length() - opening);
        var close = between.substring(0, between.length() - opening);
        if (start.isBlank() || close.isBlank() || start.contains("{")) return Optional.empty();
        var argument = start + "{key}" + text.substring(key + KEYS.getFirst().length(), value) + "{value}" + close;
        var shape = "{name}" + before.substring(0, before.length() - opening) + "{arguments}";
        int closed = Math.min(text.length(), end + closing);
        return Optional.of(new Core(name, closed, shape, argument, List.of()));
    }

    private @Nullable String objectAt(int start) {
        var span = new JsonSpan();
        int end = start;
        while (end < text.length() && !span.done() && span.accept(text.charAt(end))) end++;
        var json = text.substring(start, end);
        try {
            return MAPPER.readTree(json).isObject() ? json : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    private CallFormat format(String answer, String content, Reasoning reasoning) {
        var core = cores.getFirst();
        var before = behind(before(answer, content), reasoning).replace(IDS.getFirst(), "{id}");
        var after = after(answer, content);
        var between = cores.size() == 1
                ? after + before
                : text.substring(core.end(), cores.getLast().start()).replace(IDS.getLast(), "{id}");
        int close = unlessBlank(between, 0, FormatProbe.commonMarkers(between, after));
        int common = Math.min(FormatProbe.commonEnd(before, between), between.length() - close);
        int open = unlessBlank(between, between.length() - common, between.length());
        var opening = before.substring(before.length() - open);
        var separator = between.substring(close, between.length() - open) + leadingBlanks(opening);
        var closing = after.substring(0, close);
        var around = before.substring(0, before.length() - open) + "{calls}" + after.substring(close);
        boolean alone = around.replace("{calls}", "").isBlank();
        if (alone) separator = closing.substring(closing.stripTrailing().length()) + separator;
        var format = CallFormat.of(opening.stripLeading() + shape() + (alone ? closing.stripTrailing() : closing));
        if (!core.argument().isEmpty()) format = format.withArgument(core.argument());
        if (!core.fields().isEmpty()) format = format.withFields(core.fields().toArray(String[]::new));
        return alone ? format.separatedBy(separator) : format.within(around.strip(), separator);
    }

    /// Returns the length of a part, or 0 if it is blank.
    private static int unlessBlank(String text, int start, int end) {
        return text.substring(start, end).isBlank() ? 0 : end - start;
    }

    /// Returns the shape of a call; where the calls are numbered, with a place for the number.
    private String shape() {
        var first = cores.getFirst().shape();
        var last = cores.getLast().shape();
        int common = FormatProbe.commonStart(first, last);
        if (common == first.length() || !Character.isDigit(first.charAt(common))) return first;
        return first.substring(0, common) + "{index}" + first.substring(common + 1);
    }

    /// Returns what comes before the first call, and belongs to it.
    private String before(String answer, String content) {
        var before = text.substring(0, cores.getFirst().start());
        int header = Math.max(0, answer.indexOf(content));
        return before.substring(FormatProbe.commonMarkers(before, answer.substring(0, header)));
    }

    private static String behind(String text, Reasoning reasoning) {
        int end = reasoning.marked() ? text.lastIndexOf(reasoning.end()) : -1;
        return end < 0 ? text : text.substring(end + reasoning.end().length());
    }

    /// Returns what comes after the last call, without what ends every answer.
    private String after(String answer, String says) {
        var after = text.substring(cores.getLast().end());
        int content = Math.max(0, answer.indexOf(says));
        var header = answer.substring(0, content).strip();
        if (header.length() > 3 && after.contains(header)) after = after.substring(0, after.indexOf(header));
        after = after.stripTrailing();
        var tail = answer.substring(content + says.length()).strip();
        return after.substring(0, after.length() - FormatProbe.commonEnd(after, tail));
    }

    private static String leadingBlanks(String text) {
        return text.substring(0, text.length() - text.stripLeading().length());
    }
}
