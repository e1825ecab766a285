package io.trivet.statemachine;

import io.trivet.statemachine.Change.Kind;
import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Latest.Row;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The store as the apply thread sees it: the database with the changes laid over it that are decided and not written
 * yet. {@link #write} makes them visible together with the applied index, the revision and the clock that belong to
 * them. Made for one list of entries and used by the apply thread alone.
 */
final class Pending implements AutoCloseable {
    private final Database database;
    private final Latest latest;
    private final Progress progress;
    private final Map<ByteBuffer, Row> changed = new HashMap<>();
    private final Map<ByteBuffer, Row> lookedUp = new HashMap<>();
    private Batch batch;
    private StoreState state;
    private Membership membership;

    Pending(Database database, Latest latest, Progress progress) {
        this.database = database;
        this.latest = latest;
        this.progress = progress;
        this.state = progress.published();
        this.membership = progress.membership();
        this.batch = database.batch();
    }

    StoreState state() {
        return state;
    }

    /** Says that an entry is applied. */
    void advance(long index, long term, long clockMillis) {
        long clock = Math.max(state.clockMillis(), clockMillis);
        state = new StoreState(index, term, state.revision(), state.compactedRevision(), clock, state.keys());
    }

    /**
     * Fetches the records of keys together, which is cheaper than one by one. They are kept until the next call.
     *
     * @param keys those that the next commands are about; all their records must fit into memory
     */
    void lookUp(List<byte[]> keys) {
        lookedUp.clear();
        List<byte @Nullable []> rows = latest.get(keys);
        for (int i = 0; i < rows.size(); i++) {
            lookedUp.put(ByteBuffer.wrap(keys.get(i)), Row.of(keys.get(i), rows.get(i)));
        }
    }

    /** @param key must be among those last looked up; so it is for {@link #put} and {@link #delete} */
    @Nullable Record current(byte[] key) {
        return row(key).record();
    }

    /** Starts a revision and makes a record the key's. */
    void put(byte[] key, String contentType, byte[] value) {
        Row previous = row(key);
        Record old = previous.record();
        long revision = nextRevision(old == null ? 1 : 0);
        Record record = old == null
                ? new Record(revision, revision, 1, contentType, value)
                : new Record(revision, old.createRevision(), old.version() + 1, contentType, value);
        byte[] row = RecordCodec.encode(record);
        supersede(key, previous, Kind.PUT);
        batch.put(Family.LATEST, key, row);
        changed.put(ByteBuffer.wrap(key), new Row(key, record, row));
    }

    /** Starts a revision and removes the key's record, which must exist. */
    void delete(byte[] key) {
        Row previous = row(key);
        nextRevision(-1);
        supersede(key, previous, Kind.DELETE);
        batch.put(Family.HISTORY, Keys.history(key, state.revision()), RecordCodec.tombstone());
        batch.delete(Family.LATEST, key);
        changed.put(ByteBuffer.wrap(key), Row.none(key));
    }

    Membership membership() {
        return membership;
    }

    void changeMembers(Membership changed) {
        membership = changed;
        Meta.putMembership(batch, changed);
    }

    private void supersede(byte[] key, Row previous, Kind kind) {
        long previousRevision = 0;
        if (previous.record() != null && previous.bytes() != null) {
            previousRevision = previous.record().modRevision();
            batch.put(Family.HISTORY, Keys.history(key, previousRevision), previous.bytes());
        }
        Change change = new Change(kind, previousRevision, key);
        batch.put(Family.CHANGES, Keys.change(state.revision(), 0), change.encode());
    }

    /** @param keysMore how many keys more the store holds from this revision on */
    private long nextRevision(int keysMore) {
        long revision = state.revision() + 1;
        state = new StoreState(
                state.appliedIndex(),
                state.appliedTerm(),
                revision,
                state.compactedRevision(),
                state.clockMillis(),
                state.keys() + keysMore);
        return revision;
    }

    private Row row(byte[] key) {
        ByteBuffer wrapped = ByteBuffer.wrap(key);
        Row row = changed.get(wrapped);
        return row != null ? row : Objects.requireNonNull(lookedUp.get(wrapped), "a key that was not looked up");
    }

    /** How much {@link #write} would write. */
    long bytes() {
        return batch.bytes();
    }

    /** Makes everything decided so far visible, and starts anew from there. */
    void write() {
        Meta.putState(batch, state);
        progress.announce(state.revision());
        latest.write(batch, changed.values());
        progress.publish(membership);
        progress.publish(state);
        batch.close();
        batch = database.batch();
        changed.clear();
    }

    /** Takes over what a compaction has written; nothing may be undecided. */
    void compacted(StoreState written) {
        state = written;
    }

    @Override
    public void close() {
        batch.close();
    }
}
