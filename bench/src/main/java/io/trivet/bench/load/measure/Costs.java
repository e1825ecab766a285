package io.trivet.bench.load.measure;

import io.trivet.bench.cluster.ProcessFigures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What processes have used over a time. */
public final class Costs {

    public static final String GENERATOR = "generator";

    private final Map<String, Long> processes = new LinkedHashMap<>();
    private final Map<String, ProcessFigures> before;

    private Costs(Map<String, Long> servers) {
        processes.put(GENERATOR, ProcessHandle.current().pid());
        processes.putAll(servers);
        before = now();
    }

    /** Counts from now, this process included. */
    static Costs since(Map<String, Long> servers) {
        return new Costs(servers);
    }

    private Map<String, ProcessFigures> now() {
        Map<String, ProcessFigures> figures = new LinkedHashMap<>();
        processes.forEach((name, pid) -> figures.put(name, ProcessFigures.of(pid)));
        return figures;
    }

    /** What each has used since. */
    Map<String, Cost> untilNow() {
        Map<String, Cost> costs = new LinkedHashMap<>();
        now().forEach((name, after) -> {
            Duration cpu = after.cpu().minus(before.getOrDefault(name, after).cpu());
            costs.put(name, new Cost(cpu.toMillis() / 1e3, after.residentKib() / 1024));
        });
        return costs;
    }

    /**
     * What one process has used.
     *
     * @param cpuSeconds seconds of one processor
     * @param residentMib resident memory at the end
     */
    public record Cost(double cpuSeconds, long residentMib) {}
}
