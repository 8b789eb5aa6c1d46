package dev.panallama.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// `for target in iterable if test recursive … else …`.
///
/// A test and a recursive loop have frames of their own, as they are functions in Python; [Resolver] provides for them.
final class ForLoop {
    private final Target target;
    private final Expression iterable;
    private final List<Name> reads;
    private final @Nullable Condition condition;
    private final boolean recursive;
    private final Name loop;
    private final Block body;
    private final Block otherwise;
    private final int offset;
    private Symbols.@Nullable Function function;

    /// The test that elements must pass, with variables of its own.
    static final class Condition {
        private final Expression test;
        private final List<Name> reads;
        private final Target target;
        private final Block scope = new Block(List.of());
        private Symbols.@Nullable Function function;

        Condition(Expression test, List<Name> reads, Target target) {
            this.test = test;
            this.reads = reads;
            this.target = target;
        }

        List<Name> reads() {
            return reads;
        }

        Target target() {
            return target;
        }

        Block scope() {
            return scope;
        }

        void function(Symbols.Function function) {
            this.function = function;
        }
    }

    ForLoop(Target target, Expression iterable, List<Name> reads, @Nullable Condition condition, boolean recursive,
            Name loop, Block body, Block otherwise, int offset) {
        this.target = target;
        this.iterable = iterable;
        this.reads = reads;
        this.condition = condition;
        this.recursive = recursive;
        this.loop = loop;
        this.body = body;
        this.otherwise = otherwise;
        this.offset = offset;
    }

    Target target() {
        return target;
    }

    List<Name> reads() {
        return reads;
    }

    @Nullable
    Condition condition() {
        return condition;
    }

    boolean isRecursive() {
        return recursive;
    }

    /// Returns the variable `loop` in the body.
    Name loop() {
        return loop;
    }

    Block body() {
        return body;
    }

    Block otherwise() {
        return otherwise;
    }

    void function(Symbols.Function function) {
        this.function = function;
    }

    Statement.Flow run(Frame frame, TextBuilder out) {
        frame.rendering().step();
        frame.rendering().at(offset);
        Object elements = iterable.evaluate(frame);
        frame.rendering().at(offset);
        if (!recursive) return run(frame, out, elements, 0, null);
        Statement.print(frame.rendering(), out, recurse(frame, elements, 0));
        return Statement.Flow.ON;
    }

    private Text recurse(Frame outer, Object elements, int depth) {
        if (function == null) throw new AssertionError("not resolved");
        outer.rendering().enter(ExpressionParser.NESTING);
        var out = new TextBuilder();
        run(outer.inner(function), out, elements, depth, (inner, level) -> recurse(outer, inner, level));
        outer.rendering().leave(ExpressionParser.NESTING);
        return out.text();
    }

    private Statement.Flow run(Frame frame, TextBuilder out, Object elements, int depth,
            LoopContext.@Nullable Recursion recursion) {
        Rendering rendering = frame.rendering();
        var context = new LoopContext(rendering, condition == null ? elements : passing(frame, elements), recursion,
                depth);
        boolean complete = false; // whether a round came to its end: as in jinja2, `else` is for loops without one
        while (context.hasNext()) {
            rendering.step();
            rendering.at(offset);
            Object element = context.next();
            target.assign(frame, element);
            loop.assign(frame, context);
            body.enter(frame);
            Statement.Flow flow = body.run(frame, out);
            if (flow == Statement.Flow.BREAK)
                break;
            complete |= flow == Statement.Flow.ON;
        }
        if (complete || otherwise.isEmpty()) return Statement.Flow.ON;
        otherwise.enter(frame);
        return otherwise.run(frame, out);
    }

    private Object passing(Frame outer, Object elements) {
        if (condition == null || condition.function == null) throw new AssertionError("not resolved");
        Frame frame = outer.inner(condition.function);
        condition.scope.enter(frame);
        Iterator<Object> all = Sequences.iterator(outer.rendering(), elements);
        Condition passed = condition;
        return new Generator(new Iterator<>() {
            private @Nullable Object next;

            @Override
            public boolean hasNext() {
                while (next == null && all.hasNext()) {
                    Object element = all.next();
                    passed.target.assign(frame, element);
                    if (Types.truth(passed.test.evaluate(frame))) next = element;
                }
                return next != null;
            }

            @Override
            public Object next() {
                Object element = hasNext() ? next : null;
                if (element == null) throw new NoSuchElementException();
                next = null;
                return element;
            }
        });
    }
}
