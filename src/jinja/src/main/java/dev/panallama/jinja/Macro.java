package dev.panallama.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A macro that was defined, with the variables of the place where that was.
record Macro(MacroBody body, Frame outer) implements Callable, Attributes {
    private static final int NESTING = 15; // levels of depth that a call counts

    @Override
    public Object call(Rendering rendering, Arguments arguments) {
        rendering.step();
        rendering.enter(NESTING);
        Frame frame = body.block().frame(outer);
        int position = rendering.position();
        bind(rendering, frame, arguments);
        body.block().enter(frame);
        setDefaults(frame);
        var out = new TextBuilder();
        body.block().run(frame, out);
        rendering.at(position);
        rendering.leave(NESTING);
        return out.text();
    }

    private void bind(Rendering rendering, Frame frame, Arguments arguments) {
        List<Name> parameters = body.parameters();
        List<Object> given = arguments.positional();
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        int taken = Math.min(given.size(), parameters.size());
        for (int i = 0; i < taken; i++) parameters.get(i).assign(frame, given.get(i));
        for (Name parameter : parameters.subList(taken, parameters.size())) {
            Object value = named.remove(parameter.text());
            if (value != null) parameter.assign(frame, value);
        }
        Name caller = body.special("caller");
        if (caller != null) {
            Object own = named.remove("caller");
            caller.assign(frame, own == null || own == None.NONE ? new Undefined("no caller defined") : own);
        }
        Name kwargs = body.special("kwargs");
        if (kwargs != null) kwargs.assign(frame, new Arguments(List.of(), named).keywords(rendering));
        else
            if (!named.isEmpty())
                throw rendering.failure("macro %s takes no keyword argument '%s'", description(),
                        named.keySet().iterator().next());
        Name varargs = body.special("varargs");
        if (varargs != null) varargs.assign(frame, new TupleValue(given.subList(taken, given.size())));
        else
            if (given.size() > parameters.size())
                throw rendering.failure("macro %s takes not more than %d argument(s)", description(),
                        parameters.size());
    }

    private void setDefaults(Frame frame) {
        for (int i = 0; i < body.parameters().size(); i++) {
            Name parameter = body.parameters().get(i);
            if (parameter.get(frame) != null) continue;
            Expression otherwise = body.defaultOf(i);
            parameter.assign(frame, otherwise != null
                    ? otherwise.evaluate(frame)
                    : new Undefined("parameter '%s' was not provided".formatted(parameter.text())));
        }
    }

    String description() {
        return body.name() == null ? "anonymous" : "'" + body.name() + "'";
    }

    @Override
    public @Nullable Object attribute(Rendering rendering, String name) {
        return switch (name) {
            case "name" -> body.name() == null ? None.NONE : Text.of(body.name());
            case "arguments" ->
                new TupleValue(body.parameters().stream().map(it -> (Object) Text.of(it.text())).toList());
            case "catch_kwargs" -> body.special("kwargs") != null;
            case "catch_varargs" -> body.special("varargs") != null;
            case "caller" -> body.special("caller") != null;
            default -> null;
        };
    }
}
