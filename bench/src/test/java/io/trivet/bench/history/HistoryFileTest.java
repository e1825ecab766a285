package io.trivet.bench.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivet.bench.history.Operation.Kind;
import io.trivet.bench.history.Operation.Outcome;
import io.trivet.bench.history.SimulatedStore.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFileTest {

    private static final String READ = "{\"process\":3,\"key\":\"k\",\"op\":\"read\",\"outcome\":\"ok\",\"start\":5,";

    @TempDir
    private Path folder;

    @Test
    void when_historyIsWritten_then_itIsReadAgain() throws IOException {
        Shape shape = new Shape(5, 500, 3, 0, 10, 100);
        List<Operation> history = new ArrayList<>(SimulatedStore.run(shape, new Random(1)));
        Path file = folder.resolve("history.jsonl");
        HistoryFile.write(file, history);
        history.sort(Comparator.comparingLong(Operation::start));
        assertEquals(history, HistoryFile.read(file));
    }

    @Test
    void when_operationIsWritten_then_itsLineTellsWhatIsKnown() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Operation read = Operation.asked(3, "node1", "k", Kind.READ, 5)
                .shows("a")
                .revisions(7, 8)
                .scope(true, 0, 6)
                .ended(Outcome.OK, 5)
                .build();
        Operation write = Operation.asked(4, "", "k", Kind.WRITE, 6).value("b").build();
        HistoryFile.write(file, List.of(read, write));
        assertEquals(
                List.of(
                        "{\"process\":3,\"node\":\"node1\",\"key\":\"k\",\"op\":\"read\",\"value\":\"a\",\"found\":true,"
                                + "\"revision\":7,\"store_revision\":8,\"min_revision\":6,\"stale\":true,\"outcome\":\"ok\","
                                + "\"start\":5,\"end\":5}",
                        "{\"process\":4,\"key\":\"k\",\"op\":\"write\",\"value\":\"b\",\"outcome\":\"unknown\",\"start\":6}"),
                Files.readAllLines(file));
        assertEquals(List.of(read, write), HistoryFile.read(file));
    }

    @Test
    void when_fieldsAreMissing_then_nobodyKnowsThem() throws IOException {
        String line =
                "{\"process\":3,\"key\":\"k\",\"op\":\"cas\",\"to\":\"b\",\"outcome\":\"unknown\",\"start\":5,\"more\":1}";
        Operation create =
                Operation.asked(3, "", "k", Kind.CAS, 5).exchange(null, "b").build();
        assertEquals(List.of(create), read(line));
    }

    @Test
    void when_readHasAValue_then_theKeyWasFound() throws IOException {
        Operation read = Operation.asked(3, "", "k", Kind.READ, 5)
                .shows("a")
                .ended(Outcome.OK, 9)
                .build();
        assertEquals(List.of(read), read(READ + "\"value\":\"a\",\"end\":9}"));
    }

    @Test
    void when_linesAreEmpty_then_theyAreSkipped() throws IOException {
        assertEquals(1, read("\n" + READ + "\"found\":false,\"end\":9}\n\n").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "nonsense | line 2 is not JSON",
                "[1] | line 2 is not a JSON object",
                "{\"key\":\"k\"} | line 2: \"op\" is none of [read, write, cas, delete]",
                READ + "\"found\":true} | line 2: \"end\" is missing",
                READ + "\"found\":true,\"end\":4} | line 2: \"end\" comes before \"start\"",
                READ + "\"found\":false,\"value\":\"a\",\"end\":9} | line 2: a read found nothing and has a \"value\"",
                READ + "\"end\":9} | line 2: a read that was answered needs \"found\" or \"value\"",
                READ + "\"found\":\"x\",\"end\":9} | line 2: \"found\" is neither true nor false",
                READ + "\"found\":true,\"end\":1.5} | line 2: \"end\" is not a whole number"
            })
    void when_lineIsNoOperation_then_itIsNamed(String line, String message) {
        IOException refusal = assertThrows(HistoryFile.FormatException.class, () -> read("\n" + line));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void when_fileIsNotText_then_itIsRefused() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Files.write(file, new byte[] {10, (byte) 0xff, (byte) 0xfe, 10});
        IOException refusal = assertThrows(HistoryFile.FormatException.class, () -> HistoryFile.read(file));
        assertEquals("it is not UTF-8", refusal.getMessage());
    }

    private List<Operation> read(String text) throws IOException {
        Path file = folder.resolve("history.jsonl");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return HistoryFile.read(file);
    }
}
