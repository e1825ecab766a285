package io.trivet.statemachine;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The rows of {@code meta}: the format version and the cluster, written once, and the {@link StoreState}. */
final class Meta {
    static final int FORMAT = 1;
    static final byte[] STATE = name("state");

    private static final byte[] FORMAT_NAME = name("format");
    private static final byte[] CLUSTER = name("cluster");
    private static final byte[] MEMBERS = name("members");

    private Meta() {}

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    static void initialize(Batch batch, String clusterId) {
        byte[] format = ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array();
        batch.put(Family.META, FORMAT_NAME, format);
        putCluster(batch, clusterId);
        putState(batch, StoreState.INITIAL);
    }

    /** Makes the store another cluster's, whose members are not known yet. */
    static void transfer(Batch batch, String clusterId) {
        putCluster(batch, clusterId);
        batch.delete(Family.META, MEMBERS);
    }

    private static void putCluster(Batch batch, String clusterId) {
        batch.put(Family.META, CLUSTER, clusterId.getBytes(StandardCharsets.UTF_8));
    }

    static void putMembership(Batch batch, Membership membership) {
        batch.put(Family.META, MEMBERS, membership.encode());
    }

    static Membership membership(Database database) {
        byte[] row = database.get(Family.META, MEMBERS);
        return row == null ? Membership.NONE : Membership.decode(row);
    }

    static void putState(Batch batch, StoreState state) {
        batch.put(Family.META, STATE, state.encode());
    }

    /**
     * Reads the state, once it is sure that this build and this cluster may use the store.
     *
     * @throws StoreException when the format is newer, or the store is another cluster's
     */
    static StoreState open(Database database, String clusterId) {
        StoreState state = open(database);
        String cluster = clusterId(database);
        if (!cluster.equals(clusterId)) {
            throw new StoreException(
                    "the store in " + database.folder() + " belongs to cluster " + cluster + ", not " + clusterId);
        }
        return state;
    }

    /**
     * Reads the state, whichever the cluster.
     *
     * @throws StoreException when the format is newer
     */
    static StoreState open(Database database) {
        String store = "the store in " + database.folder();
        byte[] format = present(database.get(Family.META, FORMAT_NAME));
        int version = format.length == Integer.BYTES ? ByteBuffer.wrap(format).getInt() : 0;
        if (version > FORMAT) {
            throw new StoreException(store + " has format version " + version + ", this build reads up to " + FORMAT
                    + ": upgrade this node");
        } else if (version < 1) {
            throw new StoreException(store + " has a format version that makes no sense");
        }
        return state(database.get(Family.META, STATE));
    }

    static String clusterId(Database database) {
        return new String(present(database.get(Family.META, CLUSTER)), StandardCharsets.UTF_8);
    }

    static StoreState state(byte @Nullable [] row) {
        return StoreState.decode(present(row));
    }

    private static byte[] present(byte @Nullable [] row) {
        if (row == null) {
            throw new StoreException("the store has lost a row that every store has");
        }
        return row;
    }
}
