package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a template that does something: prints, sets, decides, repeats.
///
/// The lists of names that a statement holds are the variables that its own expressions read, in order.
sealed interface Statement permits ForLoop, Statement.Data, Statement.Print, Statement.If, Statement.Set,
        Statement.SetBlock, Statement.FilterBlock, Statement.With, Statement.Jump, Statement.Define,
        Statement.CallBlock {
    /// Where a rendering goes on after a statement.
    enum Flow {
        ON, BREAK, CONTINUE
    }

    Flow run(Frame frame, TextBuilder out);

    /// Adds to the output, within its limit.
    static void print(Rendering rendering, TextBuilder out, Text text) {
        rendering.text(text.length());
        out.append(text);
        rendering.length(out.length());
    }

    /// The template's own text.
    record Data(Text text) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            frame.rendering().step();
            print(frame.rendering(), out, text);
            return Flow.ON;
        }
    }

    record Print(Expression value, List<Name> reads, int offset) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            Rendering rendering = frame.rendering();
            rendering.step();
            rendering.at(offset);
            print(rendering, out, Printing.text(rendering, value.evaluate(frame)));
            return Flow.ON;
        }
    }

    /// `if` or `elif`.
    record Branch(Expression test, List<Name> reads, Block body) {}

    record If(List<Branch> branches, Block otherwise) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            for (Branch branch : branches) {
                frame.rendering().step();
                if (Types.truth(branch.test.evaluate(frame))) return branch.body.run(frame, out);
            }
            return otherwise.run(frame, out);
        }
    }

    record Set(Target target, Expression value, List<Name> reads, int offset) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            frame.rendering().step();
            target.attributes().forEach(it -> it.check(frame));
            frame.rendering().at(offset);
            target.assign(frame, value.evaluate(frame));
            return Flow.ON;
        }
    }

    /// `set` with a body, whose output may go through filters.
    record SetBlock(Target target, @Nullable Piping filters, Block body, int offset) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            frame.rendering().step();
            body.enter(frame);
            var captured = new TextBuilder();
            Flow flow = body.run(frame, captured);
            if (flow != Flow.ON) return flow;
            frame.rendering().at(offset);
            target.assign(frame, filters == null ? captured.text() : filters.apply(frame, captured.text()));
            return Flow.ON;
        }
    }

    record FilterBlock(Piping filters, Block body) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            frame.rendering().step();
            body.enter(frame);
            var captured = new TextBuilder();
            Flow flow = body.run(frame, captured);
            if (flow != Flow.ON) return flow;
            Object filtered = filters.apply(frame, captured.text());
            print(frame.rendering(), out, Printing.text(frame.rendering(), filtered));
            return Flow.ON;
        }
    }

    /// Filters that a body's output goes through.
    record Piping(List<Postfix.Step> filters, List<Name> reads) {
        Object apply(Frame frame, Text body) {
            return new Postfix(Literals.constant(body), filters).evaluate(frame);
        }
    }

    record With(List<Target> targets, List<Expression> values, List<Name> reads, Block body) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            frame.rendering().step();
            body.enter(frame);
            for (int i = 0; i < targets.size(); i++) targets.get(i).assign(frame, values.get(i).evaluate(frame));
            return body.run(frame, out);
        }
    }

    /// `break` or `continue`.
    record Jump(Flow flow) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            return flow;
        }
    }

    /// Defines a macro.
    record Define(Name name, MacroBody body) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            frame.rendering().step();
            name.assign(frame, new Macro(body, frame));
            return Flow.ON;
        }
    }

    /// Calls a macro that can call the block's body, or the body itself, as `generation` does.
    ///
    /// @param function what is called, null for the body itself
    record CallBlock(@Nullable Expression function, CallArguments arguments, List<Name> reads, MacroBody body,
            int offset) implements Statement {
        @Override
        public Flow run(Frame frame, TextBuilder out) {
            Rendering rendering = frame.rendering();
            rendering.step();
            var caller = new Macro(body, frame);
            Object result;
            if (function == null) {
                result = caller.call(rendering, Arguments.NONE);
            } else {
                Object callee = function.evaluate(frame);
                Arguments given = arguments.evaluate(frame).with("caller", caller);
                rendering.at(offset);
                result = Postfix.Call.apply(frame, callee, given);
            }
            print(rendering, out, Printing.text(rendering, result));
            return Flow.ON;
        }
    }
}
