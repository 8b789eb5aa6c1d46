package dev.panallama.jinja;

import java.util.List;

/// Expressions made with operators. Operands of one rank stand in one node, so that a long sum is not a deep one.
final class Operators {
    private Operators() {}

    /// An operator and what follows it.
    record Operand(String operator, Expression value, int offset) {}

    record Arithmetical(Expression first, List<Operand> rest) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = first.evaluate(frame);
            for (Operand operand : rest) {
                Object right = operand.value.evaluate(frame);
                frame.rendering().step();
                frame.rendering().at(operand.offset);
                value = Arithmetic.binary(frame.rendering(), operand.operator, value, right);
            }
            return value;
        }
    }

    record Sign(boolean negative, Expression value, int offset) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object operand = value.evaluate(frame);
            frame.rendering().at(offset);
            return Arithmetic.sign(frame.rendering(), negative, operand);
        }
    }

    record Concatenation(List<Expression> parts) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Rendering rendering = frame.rendering();
            var text = new TextBuilder();
            for (Expression part : parts) {
                Text printed = Printing.text(rendering, part.evaluate(frame));
                rendering.text(printed.length());
                rendering.length((long) text.length() + printed.length());
                text.append(printed);
            }
            return text.text();
        }
    }

    record Comparisons(Expression first, List<Operand> rest) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object left = first.evaluate(frame);
            for (Operand operand : rest) {
                Object right = operand.value.evaluate(frame);
                frame.rendering().step();
                frame.rendering().at(operand.offset);
                if (!Comparison.holds(frame.rendering(), operand.operator, left, right)) return false;
                left = right;
            }
            return true;
        }
    }

    /// `and` and `or`: the first operand that decides.
    record Either(boolean decides, List<Expression> operands) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            Object value = false;
            for (Expression operand : operands) {
                value = operand.evaluate(frame);
                frame.rendering().step();
                if (Types.truth(value) == decides) return value;
            }
            return value;
        }
    }

    record Not(Expression value) implements Expression {
        @Override
        public Object evaluate(Frame frame) {
            return !Types.truth(value.evaluate(frame));
        }
    }

    /// `value if condition else otherwise`; of several conditions all must hold.
    record Conditional(Expression value, List<Expression> conditions, Expression otherwise) implements Expression {
        private static final Undefined NO_ELSE = new Undefined(
                "the inline if-expression evaluated to false and no else section was defined");
        static final Expression MISSING = new Literals.Constant(NO_ELSE);

        @Override
        public Object evaluate(Frame frame) {
            for (int i = conditions.size() - 1; i >= 0; i--) {
                frame.rendering().step();
                if (!Types.truth(conditions.get(i).evaluate(frame)))
                    return i == conditions.size() - 1 ? otherwise.evaluate(frame) : NO_ELSE;
            }
            return value.evaluate(frame);
        }
    }
}
