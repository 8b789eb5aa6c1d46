package dev.panallama.jinja;

/// A part of a template that has a value. Values are [None], [Undefined], [Boolean], [Long] and beyond it
/// [java.math.BigInteger], [Double], [Text], [ListValue], [TupleValue], [Dict], [DictView], [Range], [Generator],
/// [Namespace], [LoopContext] and what is [Callable].
interface Expression {
    Object evaluate(Frame frame);
}
