package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Set;

/** The folder of a snapshot, as JRaft would make it. */
final class SnapshotFolder extends SnapshotWriter {
    private final Path path;

    SnapshotFolder(Path path) {
        this.path = path;
        assertTrue(path.toFile().mkdir());
    }

    @Override
    public String getPath() {
        return path.toString();
    }

    @Override
    public boolean addFile(String fileName, Message meta) {
        return true;
    }

    @Override
    public boolean init(Void options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean saveMeta(SnapshotMeta meta) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeFile(String fileName) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close(boolean keepDataOnError) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> listFiles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Message getFileMeta(String fileName) {
        throw new UnsupportedOperationException();
    }
}
