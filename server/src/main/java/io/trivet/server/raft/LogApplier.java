package io.trivet.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.trivet.statemachine.Entry;
import io.trivet.statemachine.Outcome;
import io.trivet.statemachine.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JRaft's state machine: drains committed entries into the store, counts them, and delegates everything else.
 *
 * <p>All methods run on JRaft's apply thread, one at a time and in log order. After a failure of the store nothing more
 * is applied and the process ends.
 */
final class LogApplier extends StateMachineAdapter {
    /** Bounds the memory of a replay; what a leader commits at once stays below it. */
    private static final int MAX_BATCH_ENTRIES = 512;

    private static final int MAX_BATCH_BYTES = 8 << 20;

    private final Store store;
    private final Snapshots snapshots;
    private final Leadership leadership;
    private final List<StoreWaiters> waiters;
    private final FatalErrorHandler fatal;
    private final WriteMetrics metrics;
    private volatile boolean halted;

    LogApplier(
            Store store,
            Snapshots snapshots,
            Leadership leadership,
            List<StoreWaiters> waiters,
            FatalErrorHandler fatal,
            WriteMetrics metrics) {
        this.store = store;
        this.snapshots = snapshots;
        this.leadership = leadership;
        this.waiters = waiters;
        this.fatal = fatal;
        this.metrics = metrics;
    }

    /** Whether the store failed; then nothing may be read from it any more. */
    boolean isHalted() {
        return halted;
    }

    @Override
    public void onApply(Iterator committed) {
        while (committed.hasNext() && !halted) {
            applyBatch(committed);
        }
    }

    private void applyBatch(Iterator committed) {
        long begun = System.nanoTime();
        List<Entry> entries = new ArrayList<>();
        List<@Nullable PendingProposal> proposals = new ArrayList<>();
        int bytes = 0;
        while (committed.hasNext() && entries.size() < MAX_BATCH_ENTRIES && bytes < MAX_BATCH_BYTES) {
            // A restart replays entries that the store already holds.
            if (committed.getIndex() > store.appliedIndex()) {
                entries.add(new Entry(committed.getIndex(), committed.getTerm(), committed.getData()));
                proposals.add((PendingProposal) committed.done());
                bytes += committed.getData().remaining();
            }
            committed.next();
        }
        try {
            List<List<Outcome>> outcomes = store.apply(entries);
            count(entries, proposals, begun, System.nanoTime());
            complete(proposals, outcomes);
            waiters.forEach(StoreWaiters::wake);
        } catch (RuntimeException e) {
            halt(committed, proposals, e);
        }
    }

    private void count(List<Entry> entries, List<@Nullable PendingProposal> proposals, long begun, long ended) {
        if (!entries.isEmpty()) {
            metrics.applied(entries.size(), ended - begun);
        }
        for (int i = 0; i < entries.size(); i++) {
            PendingProposal proposal = proposals.get(i);
            if (proposal != null) {
                metrics.written(entries.get(i).index(), proposal.proposedAt(), begun, ended);
            }
        }
    }

    private static void complete(List<@Nullable PendingProposal> proposals, List<List<Outcome>> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            PendingProposal proposal = proposals.get(i);
            if (proposal != null) {
                proposal.applied(outcomes.get(i));
            }
        }
    }

    /**
     * Takes the whole batch back, so that JRaft does not count it as applied and release reads that wait for it. The
     * current entry, when there is one, counts as the first of those taken back.
     */
    private void halt(Iterator committed, List<@Nullable PendingProposal> proposals, RuntimeException failure) {
        halted = true;
        fatal.halt("the store cannot apply committed entries: " + failure.getMessage(), failure);
        long takenBack = (long) proposals.size() + (committed.hasNext() ? 1 : 0);
        committed.setErrorAndRollback(
                Math.max(1, takenBack), new Status(RaftError.ESTATEMACHINE, "%s", failure.getMessage()));
        for (PendingProposal proposal : proposals) {
            if (proposal != null) {
                proposal.lost("this node failed while it applied the write");
            }
        }
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        snapshots.save(writer, done);
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        boolean loaded = snapshots.load(reader);
        waiters.forEach(StoreWaiters::wake);
        return loaded;
    }

    @Override
    public void onConfigurationCommitted(Configuration committed) {
        leadership.votersCommitted(committed);
    }

    @Override
    public void onLeaderStart(long term) {
        leadership.started(term);
    }

    @Override
    public void onLeaderStop(Status status) {
        leadership.stopped(status);
    }

    @Override
    public void onStartFollowing(LeaderChangeContext context) {
        leadership.following(context.getLeaderId(), context.getTerm());
    }

    @Override
    public void onStopFollowing(LeaderChangeContext context) {
        leadership.leaderGone(context.getLeaderId(), context.getTerm(), context.getStatus());
    }

    @Override
    public void onError(RaftException error) {
        halted = true;
        fatal.halt("Raft cannot go on: " + error.getStatus().getErrorMsg() + "; the ERROR line above says why", null);
    }
}
