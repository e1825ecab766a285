package io.trivet.statemachine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each command does. Everything it decides is a function of the store and the entries, so replicas agree whatever
 * the grouping of the entries. The apply thread owns it; after a failure it applies nothing more. Whether it
 * failed may be asked on any thread.
 */
final class Applier {
    /** So many of the records that commands are about are in memory at once, however long they are. */
    private static final int LOOKED_UP_AT_ONCE = 8;

    /** A batch is written once it has so much, with all of the entry that made it so long. */
    private static final long BATCH_BYTES = 8 << 20;

    private final Database database;
    private final Latest latest;
    private final Progress progress;
    private final Compaction compaction;
    private volatile @Nullable Throwable failure;

    Applier(Database database, Latest latest, Progress progress) {
        this.database = database;
        this.latest = latest;
        this.progress = progress;
        this.compaction = new Compaction(database, progress, Compaction.STEP_BYTES);
    }

    List<List<Outcome>> apply(List<Entry> entries) {
        requireHealthy();
        requireAscending(entries);
        if (entries.isEmpty()) {
            return List.of();
        }
        try {
            return apply(entries, decoded(entries));
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** @throws StoreException when applying failed before: what is in memory may differ from what is stored */
    void requireHealthy() {
        Throwable earlier = failure;
        if (earlier != null) {
            throw new StoreException("the store stopped at an earlier failure: " + earlier.getMessage(), earlier);
        }
    }

    private void requireAscending(List<Entry> entries) {
        long previous = progress.published().appliedIndex();
        for (Entry entry : entries) {
            if (entry.index() <= previous) {
                throw new IllegalArgumentException("entry " + entry.index() + " comes after entry " + previous);
            }
            previous = entry.index();
        }
    }

    /** Decodes all before any is applied, so that an entry that nobody can read leaves no trace of its neighbours. */
    private static List<Proposal> decoded(List<Entry> entries) {
        List<Proposal> proposals = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            proposals.add(ProposalCodec.decode(entry.data()));
        }
        return proposals;
    }

    private List<List<Outcome>> apply(List<Entry> entries, List<Proposal> proposals) {
        List<List<Outcome>> outcomes = new ArrayList<>(entries.size());
        try (Pending pending = new Pending(database, latest, progress)) {
            for (int i = 0; i < entries.size(); i++) {
                outcomes.add(apply(entries.get(i), proposals.get(i), pending));
                if (pending.bytes() >= BATCH_BYTES) {
                    pending.write();
                }
            }
            if (pending.state().appliedIndex() != progress.published().appliedIndex()) {
                pending.write();
            }
        }
        return outcomes;
    }

    private List<Outcome> apply(Entry entry, Proposal proposal, Pending pending) {
        List<Command> commands = proposal.commands();
        if (commands.get(0) instanceof Command.Compact compact) {
            return List.of(compact(entry, proposal.clockMillis(), compact, pending));
        }
        List<Outcome> outcomes = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i += LOOKED_UP_AT_ONCE) {
            List<Command> next = commands.subList(i, Math.min(i + LOOKED_UP_AT_ONCE, commands.size()));
            pending.lookUp(keys(next));
            for (Command command : next) {
                outcomes.add(write(command, entry.index(), pending));
            }
        }
        pending.advance(entry.index(), entry.term(), proposal.clockMillis());
        return outcomes;
    }

    private static List<byte[]> keys(List<Command> commands) {
        List<byte[]> keys = new ArrayList<>(commands.size());
        for (Command command : commands) {
            if (command instanceof Command.Put put) {
                keys.add(put.key());
            } else if (command instanceof Command.Delete delete) {
                keys.add(delete.key());
            }
        }
        return keys;
    }

    private static Outcome write(Command command, long index, Pending pending) {
        if (command instanceof Command.Put put) {
            return put(put, pending);
        } else if (command instanceof Command.Delete delete) {
            return delete(delete, pending);
        } else if (command instanceof Command.ChangeMembers change) {
            return changeMembers(change.membership(), index, pending);
        }
        throw new AssertionError(command);
    }

    private static Outcome put(Command.Put put, Pending pending) {
        long modRevision = modRevision(pending.current(put.key()));
        if (!put.condition().holds(modRevision)) {
            return new Outcome.Refused(pending.state().revision(), modRevision);
        }
        pending.put(put.key(), put.contentType(), put.value());
        return new Outcome.Written(pending.state().revision(), modRevision == 0);
    }

    private static Outcome delete(Command.Delete delete, Pending pending) {
        long modRevision = modRevision(pending.current(delete.key()));
        if (!delete.condition().holds(modRevision)) {
            return new Outcome.Refused(pending.state().revision(), modRevision);
        }
        if (modRevision != 0) {
            pending.delete(delete.key());
        }
        return new Outcome.Deleted(pending.state().revision(), modRevision != 0);
    }

    private static Outcome changeMembers(Membership next, long index, Pending pending) {
        boolean first = next.index() == pending.membership().index();
        if (first) {
            pending.changeMembers(new Membership(index, next.members(), next.removed()));
        }
        return new Outcome.MembersChanged(pending.state().revision(), first);
    }

    private static long modRevision(@Nullable Record record) {
        return record == null ? 0 : record.modRevision();
    }

    /** Everything before it is written first: the changes to forget may be among it. */
    private Outcome compact(Entry entry, long clockMillis, Command.Compact compact, Pending pending) {
        long revision = pending.state().revision();
        long target = Math.min(compact.revision(), revision);
        boolean forgets = target > pending.state().compactedRevision();
        if (forgets && pending.state().appliedIndex() != progress.published().appliedIndex()) {
            pending.write();
        }
        pending.advance(entry.index(), entry.term(), clockMillis);
        if (forgets) {
            StoreState goal = pending.state().withCompactedRevision(target);
            compaction.run(goal);
            pending.compacted(goal);
        }
        return new Outcome.Compacted(revision, pending.state().compactedRevision());
    }
}
