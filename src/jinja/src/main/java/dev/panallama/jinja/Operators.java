package dev.panallama.jinja;

import java.util.List;

/// Expressions made with operators. Operands of one rank stand in one node, so that a long sum is not a deep one.
final class Operators {
    private static final Undefined NO_ELSE = new Undefined(
            "the inline if-expression evaluated to false and no else section was defined");
    static final Expression MISSING = Literals.constant(NO_ELSE);

    private Operators() {}

    /// An operator and what follows it.
    record Operand(String operator, Expression value, int offset) {}

    static Expression arithmetical(Expression first, List<Operand> rest) {
        return frame -> {
            Object value = first.evaluate(frame);
            for (Operand operand : rest) {
                Object right = operand.value.evaluate(frame);
                frame.rendering().step();
                frame.rendering().at(operand.offset);
                value = Arithmetic.binary(frame.rendering(), operand.operator, value, right);
            }
            return value;
        };
    }

    static Expression sign(boolean negative, Expression value, int offset) {
        return frame -> {
            Object operand = value.evaluate(frame);
            frame.rendering().at(offset);
            return Arithmetic.sign(frame.rendering(), negative, operand);
        };
    }

    static Expression concatenation(List<Expression> parts) {
        return frame -> {
            Rendering rendering = frame.rendering();
            var text = new TextBuilder();
            for (Expression part : parts) {
                Text printed = Printing.text(rendering, part.evaluate(frame));
                rendering.text(printed.length());
                rendering.length((long) text.length() + printed.length());
                text.append(printed);
            }
            return text.text();
        };
    }

    static Expression comparisons(Expression first, List<Operand> rest) {
        return frame -> {
            Object left = first.evaluate(frame);
            for (Operand operand : rest) {
                Object right = operand.value.evaluate(frame);
                frame.rendering().step();
                frame.rendering().at(operand.offset);
                if (!Comparison.holds(frame.rendering(), operand.operator, left, right)) return false;
                left = right;
            }
            return true;
        };
    }

    /// `and` and `or`: the first operand that decides.
    static Expression either(boolean decides, List<Expression> operands) {
        return frame -> {
            Object value = false;
            for (Expression operand : operands) {
                value = operand.evaluate(frame);
                frame.rendering().step();
                if (Types.truth(value) == decides) return value;
            }
            return value;
        };
    }

    static Expression not(Expression value) {
        return frame -> !Types.truth(value.evaluate(frame));
    }

    /// `value if condition else otherwise`.
    static Expression conditional(Expression value, Expression condition, Expression otherwise) {
        return frame -> {
            frame.rendering().step();
            return Types.truth(condition.evaluate(frame)) ? value.evaluate(frame) : otherwise.evaluate(frame);
        };
    }
}
