package io.trivet.server.sabotage;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.atomic.AtomicReference;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.utility.JavaModule;

/** The Java agent that breaks the server in whose JVM it starts. */
public final class Agent {
    private Agent() {}

    /**
     * Breaks the server, or ends the JVM when it does not find what it is to break.
     *
     * @param name of the {@link Sabotage}
     */
    public static void premain(String name, Instrumentation instrumentation) throws ClassNotFoundException {
        Sabotage sabotage = Sabotage.ofName(name);
        Outcome outcome = new Outcome();
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(outcome)
                .type(ElementMatchers.named(sabotage.target()))
                .transform((builder, type, loader, module, domain) -> broken(builder, type, sabotage))
                .installOn(instrumentation);
        Class.forName(sabotage.target(), false, ClassLoader.getSystemClassLoader());
        outcome.require(sabotage);
        System.err.println("SABOTAGED: " + sabotage);
    }

    private static DynamicType.Builder<?> broken(
            DynamicType.Builder<?> builder, TypeDescription type, Sabotage sabotage) {
        type.getDeclaredMethods().filter(sabotage.method()).getOnly();
        return builder.visit(Advice.to(sabotage.advice()).on(sabotage.method()));
    }

    /** Whether the one class was broken: AgentBuilder itself goes on without. */
    private static final class Outcome extends AgentBuilder.Listener.Adapter {
        private final AtomicReference<Throwable> failure =
                new AtomicReference<>(new IllegalStateException("its class was not loaded"));

        @Override
        public void onTransformation(
                TypeDescription type, ClassLoader loader, JavaModule module, boolean loaded, DynamicType dynamicType) {
            failure.set(null);
        }

        @Override
        public void onError(String type, ClassLoader loader, JavaModule module, boolean loaded, Throwable error) {
            failure.set(error);
        }

        void require(Sabotage sabotage) {
            if (failure.get() != null) {
                throw new IllegalStateException("found nothing to break for " + sabotage, failure.get());
            }
        }
    }
}
