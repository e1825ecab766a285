package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowerCommitTest {
    private final FollowerCommit commit = new FollowerCommit();
    private final List<Long> raised = new ArrayList<>();

    @BeforeEach
    void start() {
        commit.started(raised::add);
    }

    private static LogEntry entry(long index, long term) {
        LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
        entry.setId(new LogId(index, term));
        return entry;
    }

    @Test
    void when_entryIsThere_then_itIsCommittedAtOnce() {
        commit.synced(List.of(entry(5, 2), entry(6, 2), entry(7, 2)));
        commit.committed(new ReadIndex(6, 2));
        assertEquals(List.of(6L), raised);
    }

    @Test
    void when_entryComesLater_then_itIsCommittedOnceItIsOnDisk() {
        commit.committed(new ReadIndex(6, 2));
        commit.synced(List.of(entry(5, 2)));
        assertEquals(List.of(), raised);
        commit.synced(List.of(entry(6, 2)));
        assertEquals(List.of(6L), raised);
    }

    /** The rest of an older leader's log, which the leader that told has not. */
    @Test
    void when_entryIsOfAnotherTerm_then_itIsNotCommitted() {
        commit.synced(List.of(entry(5, 2), entry(6, 2)));
        commit.committed(new ReadIndex(5, 3));
        commit.committed(new ReadIndex(5, 1));
        assertEquals(List.of(), raised);
        commit.truncated();
        commit.synced(List.of(entry(5, 3)));
        commit.committed(new ReadIndex(5, 3));
        assertEquals(List.of(5L), raised);
    }

    @Test
    void when_entryIsBeforeThoseOfTheNewestTerm_then_itIsNotTakenForOne() {
        commit.synced(List.of(entry(5, 2), entry(6, 3), entry(7, 3)));
        commit.committed(new ReadIndex(5, 3));
        assertEquals(List.of(), raised);
        commit.committed(new ReadIndex(6, 3));
        assertEquals(List.of(6L), raised);
    }

    @Test
    void when_leaderDoesNotTellTheTerm_then_nothingIsCommitted() {
        commit.synced(List.of(entry(5, ReadIndex.UNKNOWN)));
        commit.committed(new ReadIndex(5, ReadIndex.UNKNOWN));
        assertEquals(List.of(), raised);
    }

    @Test
    void when_endOfTheLogIsGone_then_itIsNotCommitted() {
        commit.synced(List.of(entry(5, 2), entry(6, 2)));
        commit.truncated();
        commit.committed(new ReadIndex(6, 2));
        assertEquals(List.of(), raised);
        commit.synced(List.of(entry(6, 2)));
        assertEquals(List.of(6L), raised);
    }
}
