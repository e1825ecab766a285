package io.trivet.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivet.statemachine.Condition;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntityTagsTest {

    @Test
    void when_headerNamesRevisions_then_conditionHasThem() {
        assertEquals(Condition.ALWAYS, EntityTags.condition(null, null));
        assertEquals(new Condition.Exists(), EntityTags.condition("*", null));
        assertEquals(new Condition.Absent(), EntityTags.condition(null, " * "));
        assertEquals(new Condition.RevisionIn(Set.of(12L)), EntityTags.condition("\"12\"", null));
        assertEquals(new Condition.RevisionIn(Set.of(1L, 2L)), EntityTags.condition("\"1\" , \"2\"", null));
        assertEquals(new Condition.RevisionNotIn(Set.of(7L)), EntityTags.condition(null, "W/\"7\""));
    }

    @Test
    void when_tagIsNotOurs_then_itMatchesNothing() {
        assertEquals(new Condition.RevisionIn(Set.of()), EntityTags.condition("\"abc\"", null));
        assertEquals(new Condition.RevisionIn(Set.of()), EntityTags.condition("W/\"7\"", null));
        assertEquals(new Condition.RevisionIn(Set.of()), EntityTags.condition("\"007\"", null));
        assertEquals(new Condition.RevisionIn(Set.of()), EntityTags.condition("\"9999999999999999999\"", null));
    }

    @Test
    void when_headerIsMalformed_then_itIsRefused() {
        for (String header : new String[] {"12", "", "\"12", "\"1\" \"2\"", "\"1\",", ",\"1\"", "*, \"1\"", "\"1\"x"}) {
            assertThrows(ProblemException.class, () -> EntityTags.condition(header, null), header);
        }
    }

    @Test
    void when_bothHeadersAreGiven_then_theyAreRefused() {
        assertThrows(ProblemException.class, () -> EntityTags.condition("*", "*"));
    }
}
