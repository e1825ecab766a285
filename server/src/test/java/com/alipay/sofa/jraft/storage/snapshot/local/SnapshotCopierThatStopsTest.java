package com.alipay.sofa.jraft.storage.snapshot.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.alipay.sofa.jraft.error.RaftError;
import org.junit.jupiter.api.Test;

class SnapshotCopierThatStopsTest {
    /** Neither copier is connected to anything, so that whatever is tried fails. */
    @Test
    void when_oneFileCouldNotBeHad_then_noOtherIsTried() throws Exception {
        LocalSnapshotCopier jrafts = new LocalSnapshotCopier();
        jrafts.setError(RaftError.ENOENT, "Fail to find reader");
        assertThrows(NullPointerException.class, () -> jrafts.copyFile("store/2.sst"));

        LocalSnapshotCopier ours = new SnapshotCopierThatStops();
        assertThrows(NullPointerException.class, () -> ours.copyFile("store/1.sst"));
        ours.setError(RaftError.ENOENT, "Fail to find reader");
        ours.copyFile("store/2.sst");
        assertEquals(RaftError.ENOENT, ours.getRaftError());
    }
}
