package io.trivet.bench.fault;

import io.trivet.bench.cluster.ClusterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The faults that were asked for.
 *
 * @param possible those that this machine permits
 * @param notRun the names of the others, each with the reason
 */
public record FaultChoice(List<Fault> possible, Map<String, String> notRun) {

    static final List<Fault> KNOWN = List.of(
            new Kill(),
            new KillAll(),
            new PowerLoss(),
            new Pause(),
            new Partition(),
            new OneWay(),
            new BridgeLinks(),
            new Flap(),
            new PacketLoss(),
            new RollingRestart(),
            new Transfer(),
            new SnapshotInstall(),
            new DiskFull(),
            new Replace(),
            new BitFlip(),
            new ClockShift());

    /** The names of all faults that there are. */
    public static List<String> names() {
        return KNOWN.stream().map(Fault::name).toList();
    }

    /** Every fault that there is. */
    public static FaultChoice all() {
        return of(KNOWN);
    }

    /**
     * The faults of the given names.
     *
     * @throws IllegalArgumentException when there is none of a name; the message lists the names
     */
    public static FaultChoice named(List<String> names) {
        List<Fault> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(KNOWN.stream()
                    .filter(fault -> fault.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "there is no fault '" + name + "'; there are " + String.join(",", names()))));
        }
        return of(chosen);
    }

    /** A cluster that can be broken in all of these ways. */
    public ClusterSpec prepare(ClusterSpec spec) {
        ClusterSpec prepared = spec;
        for (Fault fault : possible) {
            prepared = fault.prepare(prepared);
        }
        return prepared;
    }

    private static FaultChoice of(List<Fault> chosen) {
        Map<String, String> notRun = new LinkedHashMap<>();
        chosen.forEach(fault -> fault.missing().ifPresent(reason -> notRun.put(fault.name(), reason)));
        List<Fault> possible = chosen.stream()
                .filter(fault -> !notRun.containsKey(fault.name()))
                .distinct()
                .toList();
        return new FaultChoice(possible, notRun);
    }
}
