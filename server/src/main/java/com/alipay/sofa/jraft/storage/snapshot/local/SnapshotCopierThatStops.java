package com.alipay.sofa.jraft.storage.snapshot.local;

import java.io.IOException;

/**
 * A copier of a leader's snapshot that stops at the first file that it cannot have. JRaft's own goes on with the next, and tries each
 * for two seconds: when the connection breaks, the leader forgets what it was sending, and the follower would ask for one
 * file after the other, for minutes, before it tells the leader to begin again.
 *
 * <p>Stands in JRaft's package, because what it overrides is visible only there.
 */
public final class SnapshotCopierThatStops extends LocalSnapshotCopier {
    @Override
    void copyFile(String fileName) throws IOException, InterruptedException {
        if (isOk()) {
            super.copyFile(fileName);
        }
    }
}
