package io.trivet.bench.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.bench.cluster.ClusterSpec;
import io.trivet.bench.cluster.DiskUse;
import io.trivet.bench.cluster.LocalCluster;
import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.workload.DataSet;
import org.junit.jupiter.api.Test;

/** The same keys, overwritten for long: the data folder stays below the bound that docs/operations.md derives. */
class DiskBoundIT {

    private static final int IN_FLIGHT = 16;
    private static final int ROUNDS = Rounds.count(70);
    private static final DataSet DATA = new DataSet("data", 128, 64 << 10);
    private static final int RETAINED_REVISIONS = 128;
    private static final int SNAPSHOT_ENTRIES = 128;
    private static final long MIB = 1 << 20;

    @Test
    void when_keysAreOverwrittenForLong_then_theDataFolderStaysBelowTheBound() {
        ClusterSpec spec = ClusterSpec.of("disk-bound", 1)
                .longLived()
                .with("raft.snapshot_log_entries", Integer.toString(SNAPSHOT_ENTRIES))
                .with("retention.revisions", Integer.toString(RETAINED_REVISIONS))
                .with("retention.interval", "100ms")
                .with("storage.write_buffer", "1MiB");
        long bound = bound();
        assertTrue(
                ROUNDS * DATA.bytes() > bound, "what is written does not reach the bound of " + bound / MIB + " MiB");
        try (LocalCluster cluster = Clusters.start(spec)) {
            NodeProcess node = cluster.nodes().get(0);
            long most = 0;
            for (int round = 0; round < ROUNDS; round++) {
                DATA.put(cluster.nodes(), round, IN_FLIGHT);
                long now = DiskUse.bytes(node.dataDir());
                assertTrue(
                        now <= bound,
                        () -> "the data folder has " + now / MIB + " MiB, the bound is " + bound / MIB + " MiB");
                most = Math.max(most, now);
            }
            System.out.println("  wrote " + ROUNDS * DATA.bytes() / MIB + " MiB, of which " + DATA.bytes() / MIB
                    + " MiB live; the data folder had " + most / MIB + " MiB at most, the bound is " + bound / MIB);
        }
    }

    /** The formula of docs/operations.md. */
    private static long bound() {
        long store = 2 * (DATA.bytes() + (long) RETAINED_REVISIONS * DATA.valueBytes()) + 6 * MIB;
        long log = 2L * SNAPSHOT_ENTRIES * DATA.valueBytes() + 400 * MIB;
        return log + 3 * store;
    }
}
