package io.trivet.server.sabotage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.bytebuddy.description.type.TypeDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SabotageTest {
    @ParameterizedTest
    @EnumSource
    void when_aSabotageIsLookedFor_then_thereIsOneSuchMethod(Sabotage sabotage) throws ClassNotFoundException {
        Class<?> target = Class.forName(sabotage.target(), false, getClass().getClassLoader());
        assertEquals(
                1,
                TypeDescription.ForLoadedType.of(target)
                        .getDeclaredMethods()
                        .filter(sabotage.method())
                        .size());
    }
}
