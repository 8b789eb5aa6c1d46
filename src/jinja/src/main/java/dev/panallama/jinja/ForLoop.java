package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `for target in iterable if test recursive … else …`. A test and a recursive loop have frames of their own, as they
/// are functions in Python.
///
/// @param reads the variables that the iterable reads
/// @param loop the variable `loop` in the body
record ForLoop(Target target, Expression iterable, List<Name> reads, @Nullable Condition condition, boolean recursive,
        Name loop, Block body, Block otherwise, int offset) implements Statement {
    /// The test that elements must pass.
    ///
    /// @param scope an empty block that holds the test's variables
    record Condition(Expression test, List<Name> reads, Target target, Block scope) {
        Generator passing(Frame outer, Object elements) {
            Frame frame = scope.frame(outer);
            scope.enter(frame);
            return new Generator(Elements.passing(Sequences.iterator(outer.rendering(), elements), element -> {
                target.assign(frame, element);
                return Types.truth(test.evaluate(frame));
            }));
        }
    }

    @Override
    public Flow run(Frame frame, TextBuilder out) {
        frame.rendering().step();
        frame.rendering().at(offset);
        Object elements = iterable.evaluate(frame);
        frame.rendering().at(offset);
        if (!recursive) return run(frame, out, elements, 0, null);
        Statement.print(frame.rendering(), out, recurse(frame, elements, 0));
        return Flow.ON;
    }

    private Text recurse(Frame outer, Object elements, int depth) {
        outer.rendering().enter(ExpressionParser.NESTING);
        var out = new TextBuilder();
        run(body.frame(outer), out, elements, depth, (inner, level) -> recurse(outer, inner, level));
        outer.rendering().leave(ExpressionParser.NESTING);
        return out.text();
    }

    private Flow run(Frame frame, TextBuilder out, Object elements, int depth,
            LoopContext.@Nullable Recursion recursion) {
        Rendering rendering = frame.rendering();
        Object passing = condition == null ? elements : condition.passing(frame, elements);
        var context = new LoopContext(rendering, passing, recursion, depth);
        boolean complete = false; // whether a round came to its end: as in jinja2, `else` is for loops without one
        while (context.hasNext()) {
            rendering.step();
            rendering.at(offset);
            target.assign(frame, context.next());
            loop.assign(frame, context);
            body.enter(frame);
            Flow flow = body.run(frame, out);
            if (flow == Flow.BREAK) break;
            complete |= flow == Flow.ON;
        }
        if (complete || otherwise.statements().isEmpty()) return Flow.ON;
        otherwise.enter(frame);
        return otherwise.run(frame, out);
    }
}
