package io.trivet.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.config.ConfigException.Problem;
import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.config.NodeConfig.Http;
import io.trivet.server.config.NodeConfig.Limits;
import io.trivet.server.config.NodeConfig.Member;
import io.trivet.server.config.NodeConfig.Raft;
import io.trivet.server.config.NodeConfig.Retention;
import io.trivet.server.config.NodeConfig.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of the table does something, and refuses what it cannot be; a new key cannot be forgotten here. */
class SettingsTest {
    @TempDir
    Path folder;

    static List<String> paths() {
        return Settings.all().stream().map(Setting::path).toList();
    }

    @Test
    void when_keyIsInTable_then_itHasSample() {
        assertEquals(paths(), List.copyOf(Samples.GOOD.keySet()));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void when_valueIsGood_then_fileAndOverrideChangeConfigAlike(String path) throws Exception {
        Map<String, String> sample = Samples.of(path);
        NodeConfig fromFile = ConfigLoader.load(file(sample), List.of());
        List<String> overrides = sample.entrySet().stream()
                .map(entry -> entry.getKey().replace("[]", "[0]") + "=" + entry.getValue())
                .toList();

        assertNotEquals(ConfigLoader.load(null, List.of()), fromFile);
        assertEquals(fromFile, ConfigLoader.load(file(Map.of()), overrides));
        assertEquals(fromFile, ConfigLoader.load(null, overrides));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void when_valueIsBad_then_itIsReportedAtItsPath(String path) throws Exception {
        String here = path.replace("[]", "[0]");
        String sentence = "must be " + Settings.find(here).type().expected() + ", but is \"" + Samples.bad(path) + '"';
        Path file = file(Map.of(path, '"' + Samples.bad(path) + '"'));
        int line = Files.readString(file)
                .substring(0, Files.readString(file).indexOf(": \"" + Samples.bad(path)))
                .split("\n")
                .length;

        assertEquals(List.of(new Problem(here, line, sentence)), problems(file, List.of()));
        assertEquals(
                List.of(new Problem("--set " + here, 0, sentence)),
                problems(file(Map.of()), List.of(here + "=" + Samples.bad(path))));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void when_valueIsNoText_then_itIsReportedAtItsPath(String path) throws Exception {
        for (String structure : List.of("", "[1]", "{a: 1}")) {
            List<Problem> problems = problems(file(Map.of(path, structure)), List.of());
            assertEquals(1, problems.size(), problems::toString);
            assertEquals(path.replace("[]", "[0]"), problems.get(0).path());
        }
    }

    @Test
    void when_everyKeyIsSet_then_everyValueArrivesInItsPlace() throws Exception {
        NodeConfig expected = new NodeConfig(
                "a-1",
                Path.of("/var/lib/trivet"),
                "orders.eu_1",
                List.of(new Member("a-1", new Address("a-1.example.org", 7001), new Address("10.1.2.3", 8181))),
                new Http(
                        new Address("0.0.0.0", 8181),
                        3,
                        33,
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        Duration.ofMinutes(13),
                        140),
                new Raft(
                        Duration.ofMillis(250),
                        Duration.ofHours(2),
                        16,
                        Duration.ofSeconds(17),
                        Duration.ofSeconds(18),
                        Duration.ofSeconds(4),
                        20),
                new Limits(1024, 2 << 20, 23, Duration.ofSeconds(24), Duration.ofSeconds(25), 26, 27, 1L << 30, 29),
                new Retention(30, Duration.ofSeconds(31)),
                new Storage(17L << 20, 18L << 20, 33L << 20));

        assertEquals(expected, ConfigLoader.load(file(Samples.GOOD), List.of()));
    }

    @Test
    void when_rangeIsLeft_then_valueIsRefused() {
        assertBounds(ValueType.integer(2, 64), "2", "64", "1", "65", "-1", "02", "2.0", "1e1", "999999999999999999999");
        assertBounds(
                ValueType.duration("100ms", "60s"),
                "100ms",
                "60000ms",
                "99ms",
                "60001ms",
                "2m",
                "5",
                "1.5s",
                "1 s",
                "5d",
                "999999999999999999h");
        assertBounds(
                ValueType.size("1B", "1MiB"),
                "1",
                "1024KiB",
                "0",
                "0B",
                "1048577",
                "1MB",
                "1mib",
                "1GiB",
                "-1",
                "999999999999999999GiB");
        assertBounds(ValueType.name(3), "a", "a.1", "", "abcd", "ä", "a b", "a/b");
    }

    private static void assertBounds(ValueType<?> type, String least, String most, String... refused) {
        assertTrue(type.parse(least) != null && type.parse(most) != null, type.expected());
        for (String text : refused) {
            assertEquals(null, type.parse(text), text);
        }
    }

    /** The reference with other values for some keys. */
    private Path file(Map<String, String> values) throws Exception {
        Path file = Files.createTempFile(folder, "node", ".yaml");
        return Files.writeString(
                file, ReferenceFile.render(setting -> values.getOrDefault(setting.path(), setting.defaultValue())));
    }

    private static List<Problem> problems(Path file, List<String> overrides) {
        return assertThrows(ConfigException.class, () -> ConfigLoader.load(file, overrides))
                .problems();
    }
}
