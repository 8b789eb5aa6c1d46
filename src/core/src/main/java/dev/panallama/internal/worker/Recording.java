package dev.panallama.internal.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The calls that fill some parameters, as values that pass to a worker, which makes them there. For what is set up once;
/// nothing that is called for each token goes this way.
final class Recording {
    private Recording() {}

    /// Returns the calls that `settings` makes: name, number of arguments, arguments, one call after the other.
    ///
    /// @param argument gives an argument a form that can pass
    static <P> List<Object> of(
            Class<P> parameters, Consumer<P> settings, UnaryOperator<Object> argument) {
        var calls = new ArrayList<Object>();
        Object recorder = Proxy.newProxyInstance(parameters.getClassLoader(), new Class<?>[]{parameters},
                (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    calls.add(method.getName());
                    calls.add(given.length);
                    for (Object it : given) calls.add(argument.apply(it));
                    return method.getReturnType() == void.class ? null : proxy;
                });
        settings.accept(parameters.cast(recorder));
        return calls;
    }

    static <P> List<Object> of(Class<P> parameters, Consumer<P> settings) {
        return of(parameters, settings, it -> it);
    }

    /// Makes calls that were recorded.
    ///
    /// @param argument gives back what [#of] was given
    static <P> void replay(
            List<Object> calls,
            Class<P> parameters,
            P target,
            UnaryOperator<Object> argument) {
        for (int at = 0; at < calls.size();) {
            String name = String.valueOf(calls.get(at++));
            int count = calls.get(at++) instanceof Integer it ? it : 0;
            Object[] arguments = calls.subList(at, at + count).stream().map(argument).toArray();
            at += count;
            call(method(parameters, name, count), target, arguments);
        }
    }

    static <P> void replay(List<Object> calls, Class<P> parameters, P target) {
        replay(calls, parameters, target, it -> it);
    }

    private static Method method(Class<?> parameters, String name, int count) {
        return Arrays.stream(parameters.getMethods())
                .filter(it -> it.getName().equals(name) && it.getParameterCount() == count)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no parameter " + name));
    }

    private static void call(Method method, Object target, Object[] arguments) {
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof RuntimeException refused) throw refused;
            throw new IllegalStateException(failure.getCause());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
