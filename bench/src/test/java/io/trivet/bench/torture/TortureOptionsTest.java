package io.trivet.bench.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivet.bench.options.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TortureOptionsTest {

    private static final List<String> KINDS = List.of("kill", "pause");

    private static TortureOptions parse(String line) throws UsageException {
        return TortureOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), KINDS);
    }

    @Test
    void when_nothingIsGiven_then_defaultsHold() throws Exception {
        TortureOptions options = parse("--report /r");
        assertEquals(Duration.ofSeconds(60), options.length());
        assertEquals(3, options.nodes());
        assertEquals(KINDS, options.faults());
        assertEquals(Path.of("/r"), options.report());
    }

    @Test
    void when_everythingIsGiven_then_commandRepeatsIt() throws Exception {
        TortureOptions options =
                parse("--seconds 5 --seed 9 --nodes 5 --clients 2 --faults pause --at-once 1 --report /r");
        assertEquals(
                "bin/torture --seconds 5 --seed 9 --nodes 5 --clients 2 --faults pause --at-once 1", options.command());
        assertEquals(List.of(), parse("--faults none --report /r").faults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seconds|--seconds needs a value",
                "--seconds 0|--seconds takes a number from 1 to 86400, not 0",
                "--clients many|--clients takes a number, not many",
                "--faults flood|there is no fault flood; there are none, kill, pause",
                "--faults kill,|there is no fault ; there are none, kill, pause",
                "now|there is no option now"
            })
    void when_lineIsWrong_then_oneSentenceSaysWhy(String line, String sentence) {
        assertEquals(
                sentence, assertThrows(UsageException.class, () -> parse(line)).getMessage());
    }
}
