package dev.panallama.jinja;

import java.util.List;

/// Values written in the template.
final class Literals {
    private Literals() {}

    static Expression constant(Object value) {
        return _ -> value;
    }

    static Expression list(List<Expression> elements) {
        return frame -> {
            frame.rendering().steps(elements.size());
            var list = new ListValue(elements.size());
            for (Expression element : elements) list.add(element.evaluate(frame));
            return list;
        };
    }

    static Expression tuple(List<Expression> elements) {
        return frame -> {
            frame.rendering().steps(elements.size());
            Object[] values = new Object[elements.size()];
            for (int i = 0; i < values.length; i++) values[i] = elements.get(i).evaluate(frame);
            return new TupleValue(values);
        };
    }

    static Expression dict(List<Expression> keys, List<Expression> values, int offset) {
        return frame -> {
            Rendering rendering = frame.rendering();
            rendering.steps(4);
            var dict = new Dict();
            for (int i = 0; i < keys.size(); i++) {
                Object key = keys.get(i).evaluate(frame);
                Object value = values.get(i).evaluate(frame);
                rendering.at(offset);
                dict.put(rendering, key, value);
            }
            return dict;
        };
    }
}
