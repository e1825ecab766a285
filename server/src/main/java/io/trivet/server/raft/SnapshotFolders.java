package io.trivet.server.raft;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.SnapshotCopierOptions;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.local.SnapshotCopierThatStops;
import org.jspecify.annotations.Nullable;

/** JRaft's folders of snapshots, with a copier that gives up in time. Without its throttle and its filter, which are not used. */
final class SnapshotFolders extends LocalSnapshotStorage {
    private SnapshotFolders(NodeOptions options) {
        super(options.getSnapshotUri(), options.getSnapshotTempUri(), options.getRaftOptions());
    }

    /** What makes the parts of a JRaft node; all others are JRaft's own. */
    static JRaftServiceFactory factory() {
        return new DefaultJRaftServiceFactory() {
            @Override
            public SnapshotStorage createSnapshotStorage(NodeOptions options) {
                return new SnapshotFolders(options);
            }
        };
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
