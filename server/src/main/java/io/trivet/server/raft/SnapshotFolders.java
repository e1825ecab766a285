package io.trivet.server.raft;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.SnapshotCopierOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.local.SnapshotCopierThatStops;
import org.jspecify.annotations.Nullable;

/** JRaft's folders of snapshots, with a copier that gives up in time. Without its throttle and its filter, which are not used. */
final class SnapshotFolders extends LocalSnapshotStorage {
    SnapshotFolders(NodeOptions options) {
        super(options.getSnapshotUri(), options.getSnapshotTempUri(), options.getRaftOptions());
    }

    @Override
    public @Nullable SnapshotCopier startToCopyFrom(String uri, SnapshotCopierOptions options) {
        LocalSnapshotCopier copier = new SnapshotCopierThatStops();
        copier.setStorage(this);
        if (!copier.init(uri, options)) {
            return null;
        }
        copier.start();
        return copier;
    }
}
