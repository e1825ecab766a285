package io.trivet.bench.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.options.UsageException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareOptionsTest {

    @Test
    void when_nothingIsSaid_then_defaultsApply() throws UsageException {
        assertEquals(
                "trivet: set, get, mixed by 64 clients, 100,000 keys, values of 256 bytes,"
                        + " rounds: 5 of 10 s after 3 s, and 60 s before the first",
                CompareOptions.parse(List.of()).describe());
    }

    @Test
    void when_optionsAreGiven_then_theyAreDescribed() throws UsageException {
        CompareOptions options = CompareOptions.parse(List.of(
                "--with zookeeper --with etcd --workloads cas --clients 1,8 --settle 120 --rounds 2 --seconds 4 --warm-up 0"
                        .split(" ")));
        assertEquals(Duration.ofSeconds(120), options.settle());
        assertEquals(
                "trivet, etcd, zookeeper: cas by 1, 8 clients, 100,000 keys, values of 256 bytes,"
                        + " rounds: 2 of 4 s after 0 s, and 120 s before the first",
                options.describe());
    }
}
