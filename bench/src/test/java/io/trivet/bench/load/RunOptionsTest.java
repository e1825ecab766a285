package io.trivet.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivet.bench.load.generator.Mix;
import io.trivet.bench.options.UsageException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOptionsTest {

    private static RunOptions parse(String line) throws UsageException {
        return RunOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @Test
    void when_nothingIsGiven_then_defaultsHold() throws UsageException {
        assertEquals(
                "mixed, 64 clients, 100,000 keys, values of 256 bytes, 30 s",
                parse("").describe());
    }

    @Test
    void when_everythingIsGiven_then_itIsTaken() throws UsageException {
        RunOptions options = parse("--workload cas --clients 2 --value-size 8 --keys 5 --seconds 3 --warm-up 0"
                + " --rate 700 --consistency stale --endpoints http://a:1,http://b:2 --report /r");
        assertEquals(Mix.CAS, options.mix());
        assertEquals(List.of(URI.create("http://a:1"), URI.create("http://b:2")), options.endpoints());
        assertEquals(
                "cas (stale), 2 clients at 700 calls a second, 5 keys, values of 8 bytes, 3 s", options.describe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--workload scan|--workload takes set, get, mixed, cas, not scan",
                "--value-size 7|--value-size takes a number from 8 to 1048576, not 7",
                "--consistency eventual|--consistency takes linearizable, stale, not eventual",
                "--endpoints localhost:1|--endpoints takes addresses such as http://127.0.0.1:8001, not localhost:1",
                "--endpoints http://a|--endpoints takes addresses such as http://127.0.0.1:8001, not http://a",
                "--threads 3|there is no option --threads"
            })
    void when_lineIsWrong_then_oneSentenceSaysWhy(String line, String sentence) {
        assertEquals(
                sentence, assertThrows(UsageException.class, () -> parse(line)).getMessage());
    }
}
