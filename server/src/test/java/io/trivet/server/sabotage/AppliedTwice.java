package io.trivet.server.sabotage;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;

/**
 * The applied index on disk lags behind the data beside it: after a restart the last few entries are applied once more.
 */
public final class AppliedTwice {
    private static final int ENTRIES = 8;

    private AppliedTwice() {}

    @Advice.OnMethodExit
    static void open(@Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object state) {
        state = lagging(state);
    }

    /** The same StoreState, which is not public, with an older applied index. */
    public static Object lagging(Object state) {
        try {
            RecordComponent[] components = state.getClass().getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                types[i] = components[i].getType();
                values[i] = components[i].getName().equals("appliedIndex")
                        ? Math.max(0, (long) accessor.invoke(state) - ENTRIES)
                        : accessor.invoke(state);
            }
            Constructor<?> constructor = state.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
