package io.trivet.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.cluster.JavaProgram;
import io.trivet.bench.cluster.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line as a process of its own, without a shell. */
class BenchTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static Tool bench(String... arguments) {
        List<String> command = JavaProgram.command(List.of(), Bench.class.getName(), List.of(arguments));
        return Tool.run(LIMIT, Map.of("PATH", "/nowhere"), command);
    }

    @Test
    void when_peerIsNotInstalled_then_theLineThatInstallsItIsPrinted() {
        Tool compare = bench("compare", "--with", "etcd");
        assertEquals(Bench.CANNOT_RUN, compare.exitCode(), compare.messages());
        assertEquals(
                "bench: it could not run: etcd is not installed; apt-get install etcd-server etcd-client\n",
                compare.messages());
        assertEquals("", compare.output());
    }
}
