package io.trivet.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code conf/reference.yaml} says what the table says. {@code -Dtrivet.rewrite=true} writes it anew. */
class ReferenceFileTest {
    static List<Setting<?>> settings() {
        return Settings.all();
    }

    @Test
    void when_tableChanges_then_referenceIsWrittenAnew() throws Exception {
        String expected = ReferenceFile.render(Setting::defaultValue);
        if (Boolean.getBoolean("trivet.rewrite")) {
            Files.writeString(ReferenceFile.PATH, expected);
        }
        assertEquals(
                expected, Files.readString(ReferenceFile.PATH), "run with -Dtrivet.rewrite=true and review the diff");
    }

    @Test
    void when_referenceIsLoaded_then_allIsAsWithoutFile() throws Exception {
        assertEquals(ConfigLoader.load(null, List.of()), ConfigLoader.load(ReferenceFile.PATH, List.of()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void when_settingIsInTable_then_referenceHasItsDefaultAndSentence(Setting<?> setting) throws Exception {
        List<String> lines = Files.readAllLines(ReferenceFile.PATH).stream()
                .map(String::strip)
                .toList();
        String key = setting.name() + ": " + setting.defaultValue() + "  # "
                + setting.type().expected();
        assertTrue(lines.contains(key), setting.path());
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("# " + setting.sentence())), setting.path());
        assertNotNull(setting.type().parse(setting.defaultValue()), "the default is out of range");
    }

    @Test
    void when_referenceIsRead_then_everyLineFitsScreenAndEverySentenceEnds() throws Exception {
        for (String line : Files.readAllLines(ReferenceFile.PATH)) {
            assertTrue(line.length() <= 120, line);
        }
        for (Setting<?> setting : Settings.all()) {
            assertTrue(setting.sentence().endsWith("."), setting.path());
        }
    }
}
