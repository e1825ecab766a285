package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The store as one would write it without a disk: every version of every key, for ever. It never compacts; it says what
 * a compacted store must still hold.
 */
final class Model {
    /** A version of a key; no record means that the key was deleted at the revision. */
    record Version(long revision, Record record) {}

    final Map<ByteBuffer, List<Version>> keys = new TreeMap<>();
    long index;
    long term;
    long revision;
    long compacted;
    long clock;

    List<Outcome> apply(long entryIndex, long entryTerm, Proposal proposal) {
        index = entryIndex;
        term = entryTerm;
        clock = Math.max(clock, proposal.clockMillis());
        return proposal.commands().stream().map(this::apply).toList();
    }

    private Outcome apply(Command command) {
        if (command instanceof Command.Put put) {
            return put(put);
        } else if (command instanceof Command.Delete delete) {
            return delete(delete);
        }
        compacted = Math.max(compacted, Math.min(revision, ((Command.Compact) command).revision()));
        return new Outcome.Compacted(revision, compacted);
    }

    private Outcome put(Command.Put put) {
        Record old = readAt(put.key(), revision);
        long mod = old == null ? 0 : old.modRevision();
        if (!put.condition().holds(mod)) {
            return new Outcome.Refused(revision, mod);
        }
        revision++;
        long created = old == null ? revision : old.createRevision();
        long version = old == null ? 1 : old.version() + 1;
        add(put.key(), new Record(revision, created, version, put.contentType(), put.value()));
        return new Outcome.Written(revision, old == null);
    }

    private Outcome delete(Command.Delete delete) {
        Record old = readAt(delete.key(), revision);
        long mod = old == null ? 0 : old.modRevision();
        if (!delete.condition().holds(mod)) {
            return new Outcome.Refused(revision, mod);
        }
        if (old != null) {
            revision++;
            add(delete.key(), null);
        }
        return new Outcome.Deleted(revision, old != null);
    }

    private void add(byte[] key, Record record) {
        keys.computeIfAbsent(ByteBuffer.wrap(key), k -> new ArrayList<>()).add(new Version(revision, record));
    }

    /** The record of a key at any revision, compacted or not; null when it had none. */
    Record readAt(byte[] key, long at) {
        List<Version> versions = keys.getOrDefault(ByteBuffer.wrap(key), List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).revision() <= at) {
                return versions.get(i).record();
            }
        }
        return null;
    }

    /** What must be left of a key's history: what some readable revision sees, and it alone. */
    Map<Long, Record> historyOf(byte[] key) {
        Map<Long, Record> left = new LinkedHashMap<>();
        List<Version> versions = keys.getOrDefault(ByteBuffer.wrap(key), List.of());
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            boolean newest = i == versions.size() - 1;
            boolean tombstone = version.record() == null;
            boolean superseded = tombstone || !newest;
            long invisibleFrom = tombstone
                    ? version.revision()
                    : newest ? 0 : versions.get(i + 1).revision();
            if (superseded && invisibleFrom > compacted) {
                left.put(version.revision(), version.record());
            }
        }
        return left;
    }

    /** What must be left of the changes of a key. */
    Map<Long, Change> changesOf(byte[] key) {
        Map<Long, Change> changes = new TreeMap<>();
        Record previous = null;
        for (Version version : keys.getOrDefault(ByteBuffer.wrap(key), List.of())) {
            Change.Kind kind = version.record() == null ? Change.Kind.DELETE : Change.Kind.PUT;
            long previousRevision = previous == null ? 0 : previous.modRevision();
            if (version.revision() > compacted) {
                changes.put(version.revision(), new Change(kind, previousRevision, key));
            }
            previous = version.record();
        }
        return changes;
    }

    StoreState state() {
        return new StoreState(index, term, revision, compacted, clock, living());
    }

    long living() {
        return keys.values().stream()
                .filter(versions -> versions.get(versions.size() - 1).record() != null)
                .count();
    }

    static boolean same(Record a, Record b) {
        return a == null || b == null
                ? a == b
                : a.modRevision() == b.modRevision()
                        && a.createRevision() == b.createRevision()
                        && a.version() == b.version()
                        && a.contentType().equals(b.contentType())
                        && Arrays.equals(a.value(), b.value());
    }
}
