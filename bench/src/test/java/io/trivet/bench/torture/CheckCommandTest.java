package io.trivet.bench.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final String WRITE =
            "{\"process\":1,\"key\":\"k\",\"op\":\"write\",\"value\":\"a\",\"outcome\":\"ok\",\"start\":0,\"end\":10}";
    private static final String READ =
            "{\"process\":2,\"key\":\"k\",\"op\":\"read\",\"found\":%s,\"outcome\":\"ok\",\"start\":20,\"end\":30}";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void when_historyIsCorrect_then_itSaysSo() throws IOException {
        assertEquals(CheckCommand.CORRECT, check(WRITE, String.format(READ, true)));
        assertTrue(told(out).startsWith("checked 2 operations of 1 keys in "), told(out));
        assertTrue(told(out).endsWith(": no violation"), told(out));
    }

    @Test
    void when_historyIsWrong_then_itTellsTheWindow() throws IOException {
        assertEquals(CheckCommand.VIOLATION, check(WRITE, String.format(READ, false)));
        assertTrue(told(out).contains("write \"a\" of k") && told(out).contains("absent"), told(out));
    }

    @Test
    void when_jsonIsAskedFor_then_theVerdictIsJson() throws IOException {
        Path file = file(WRITE, String.format(READ, true));
        assertEquals(CheckCommand.CORRECT, run("--json", file.toString()));
        assertTrue(told(out).startsWith("{\"correct\":true,\"operations\":2,\"keys\":1,"), told(out));
    }

    @Test
    void when_lineIsBroken_then_itIsNamed() throws IOException {
        assertEquals(CheckCommand.CANNOT_RUN, check(WRITE, "{"));
        assertTrue(told(err).endsWith(": line 2 is not JSON"), told(err));
    }

    @Test
    void when_fileIsMissing_then_itSaysSo() {
        assertEquals(CheckCommand.CANNOT_RUN, run(folder.resolve("none").toString()));
        assertTrue(told(err).endsWith("there is no such file"), told(err));
    }

    @Test
    void when_usageIsWrong_then_itIsTold() {
        assertEquals(CheckCommand.CANNOT_RUN, run());
        assertEquals(CheckCommand.CANNOT_RUN, run("one", "two"));
        assertEquals(CheckCommand.CANNOT_RUN, run("--unknown"));
        assertTrue(told(err).startsWith("usage: "), told(err));
    }

    private int check(String... lines) throws IOException {
        return run(file(lines).toString());
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("history.jsonl"), List.of(lines));
    }

    private int run(String... args) {
        return CheckCommand.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String told(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).strip();
    }
}
