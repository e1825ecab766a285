package io.trivet.bench.load.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void when_loopIsClosed_then_callIsDueAtOnce() {
        assertEquals(17, Schedule.closedLoop().due(3, 9, 17));
    }

    @Test
    void when_rateIsFixed_then_callsOfAllClientsAreEvenlySpread() {
        Schedule schedule = Schedule.fixedRate(1_000, 4);
        List<Long> due = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            for (int client = 0; client < 4; client++) {
                due.add(schedule.due(client, call, 999));
            }
        }
        for (int i = 0; i < due.size(); i++) {
            assertEquals(i * 1_000_000L, due.get(i));
        }
    }
}
