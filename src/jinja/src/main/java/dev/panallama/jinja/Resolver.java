package dev.panallama.jinja;

import java.util.List;
import java.util.stream.Stream;

/// Finds the place of every variable before a template is rendered: which scope it belongs to, by what the scopes set.
final class Resolver {
    private Resolver() {}

    /// Resolves a whole template.
    ///
    /// @return what a rendering's frame must hold
    static Symbols.Function resolve(Block template) {
        Symbols symbols = Symbols.root();
        scope(symbols, template);
        return symbols.function();
    }

    private static void scope(Symbols symbols, Block block) {
        analyse(symbols, block.statements());
        block.resolve(symbols);
        block.statements().forEach(it -> bind(symbols, it));
    }

    private static void read(Symbols symbols, List<Name> names) {
        names.forEach(it -> symbols.load(it.text()));
    }

    private static void store(Symbols symbols, Target target) {
        target.attributes().forEach(it -> symbols.load(it.namespace().text()));
        target.names().forEach(it -> symbols.store(it.text()));
    }

    /// Notes what statements read and set, without what is in scopes of their own.
    private static void analyse(Symbols symbols, List<Statement> statements) {
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Data _ -> {
                }
                case Statement.Jump _ -> {
                }
                case Statement.Print it -> read(symbols, it.reads());
                case Statement.If it -> branches(symbols, it.branches(), it.otherwise());
                case Statement.Set it -> {
                    read(symbols, it.reads());
                    store(symbols, it.target());
                }
                case Statement.SetBlock it -> store(symbols, it.target());
                case Statement.FilterBlock it -> read(symbols, it.filters().reads());
                case Statement.With it -> read(symbols, it.reads());
                case Statement.Define it -> symbols.store(it.name().text());
                case Statement.CallBlock it -> read(symbols, it.reads());
                case ForLoop it -> read(symbols, it.reads());
            }
        }
    }

    private static void branches(Symbols symbols, List<Statement.Branch> branches, Block otherwise) {
        read(symbols, branches.getFirst().reads());
        Symbols body = symbols.copy();
        analyse(body, branches.getFirst().body().statements());
        Symbols others = symbols.copy();
        for (Statement.Branch branch : branches.subList(1, branches.size()))
            branches(others, List.of(branch), Block.EMPTY);
        Symbols last = symbols.copy();
        analyse(last, otherwise.statements());
        symbols.merge(List.of(body, others, last));
    }

    private static void bind(Symbols symbols, List<Name> names) {
        names.forEach(it -> it.bind(symbols));
    }

    private static void bind(Symbols symbols, Target target) {
        Stream.concat(target.names(), target.attributes().map(Target.Attribute::namespace))
                .forEach(it -> it.bind(symbols));
    }

    private static void bind(Symbols symbols, Statement statement) {
        switch (statement) {
            case Statement.Data _ -> {
            }
            case Statement.Jump _ -> {
            }
            case Statement.Print it -> bind(symbols, it.reads());
            case Statement.If it -> {
                for (Statement.Branch branch : it.branches()) {
                    bind(symbols, branch.reads());
                    branch.body().statements().forEach(inner -> bind(symbols, inner));
                }
                it.otherwise().statements().forEach(inner -> bind(symbols, inner));
            }
            case Statement.Set it -> {
                bind(symbols, it.reads());
                bind(symbols, it.target());
            }
            case Statement.SetBlock it -> setBlock(symbols, it);
            case Statement.FilterBlock it -> filterBlock(symbols.inner(), it);
            case Statement.With it -> with(symbols, it);
            case Statement.Define it -> {
                it.name().bind(symbols);
                macro(symbols, it.body());
            }
            case Statement.CallBlock it -> {
                bind(symbols, it.reads());
                macro(symbols, it.body());
            }
            case ForLoop it -> loop(symbols, it);
        }
    }

    private static void setBlock(Symbols symbols, Statement.SetBlock statement) {
        bind(symbols, statement.target());
        Symbols inner = symbols.inner();
        if (statement.filters() != null) read(inner, statement.filters().reads());
        scope(inner, statement.body());
        if (statement.filters() != null) bind(inner, statement.filters().reads());
    }

    private static void filterBlock(Symbols inner, Statement.FilterBlock statement) {
        analyse(inner, statement.body().statements());
        read(inner, statement.filters().reads());
        scope(inner, statement.body());
        bind(inner, statement.filters().reads());
    }

    private static void with(Symbols symbols, Statement.With statement) {
        bind(symbols, statement.reads());
        Symbols inner = symbols.inner();
        parameters(inner, statement.targets().stream().flatMap(Target::names));
        scope(inner, statement.body());
        statement.targets().forEach(it -> bind(inner, it));
    }

    private static void parameters(Symbols symbols, Stream<Name> names) {
        names.forEach(it -> symbols.parameter(it.text()));
    }

    private static void macro(Symbols symbols, MacroBody macro) {
        Symbols inner = symbols.inner(symbols.function().inner());
        parameters(inner, macro.parameters().stream());
        read(inner, macro.reads());
        parameters(inner, macro.special().stream());
        scope(inner, macro.block());
        bind(inner, macro.parameters());
        bind(inner, macro.special());
        bind(inner, macro.reads());
    }

    private static void loop(Symbols symbols, ForLoop loop) {
        bind(symbols, loop.reads());
        Symbols.Function function = loop.recursive() ? symbols.function().inner() : symbols.function();
        Symbols body = symbols.inner(function);
        body.parameter("loop");
        parameters(body, loop.target().names());
        scope(body, loop.body());
        bind(body, loop.target());
        loop.loop().bind(body);
        scope(symbols.inner(function), loop.otherwise());
        ForLoop.Condition condition = loop.condition();
        if (condition != null) condition(body, symbols, condition);
    }

    private static void condition(Symbols body, Symbols outer, ForLoop.Condition condition) {
        Symbols test = outer.inner(body.function().inner());
        parameters(test, condition.target().names());
        read(test, condition.reads());
        condition.scope().resolve(test);
        bind(test, condition.target());
        bind(test, condition.reads());
    }
}
