package io.trivet.bench.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArgumentsTest {

    private static Arguments of(String... words) {
        Arguments arguments = new Arguments(List.of(words));
        arguments.option();
        return arguments;
    }

    private static void expect(String sentence, Executable parsing) {
        assertEquals(sentence, assertThrows(UsageException.class, parsing).getMessage());
    }

    @Test
    void when_valuesAreRight_then_theyAreTaken() throws UsageException {
        assertEquals(List.of(1, 64, 256), of("--clients", "1,64,256").integers(1, 256));
        assertEquals(List.of("get", "set"), of("--workloads", "get,set").listOf(List.of("set", "get")));
        assertEquals("stale", of("--consistency", "stale").oneOf(List.of("stale")));
    }

    @Test
    void when_valuesAreWrong_then_oneSentenceSaysWhy() {
        expect(
                "--clients takes a number from 1 to 9, not 10",
                () -> of("--clients", "1,10").integers(1, 9));
        expect("--clients takes a number, not ", () -> of("--clients", "1,").integers(1, 9));
        expect(
                "--workloads takes set, get, not gut",
                () -> of("--workloads", "gut").listOf(List.of("set", "get")));
        expect("--workloads needs a value", () -> of("--workloads").list());
    }
}
