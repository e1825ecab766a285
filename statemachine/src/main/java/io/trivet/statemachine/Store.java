package io.trivet.statemachine;

import java.nio.file.Path;
import java.util.List;

public final class Store implements AutoCloseable {
    public static Store open(Path directory, String clusterId, StoreOptions options) {
        throw new UnsupportedOperationException();
    }

    public List<Outcome> apply(List<Entry> entries) {
        throw new UnsupportedOperationException();
    }

    public Read read(byte[] key) {
        throw new UnsupportedOperationException();
    }

    public PastRead readAt(byte[] key, long revision) {
        throw new UnsupportedOperationException();
    }

    public long appliedIndex() {
        return 0;
    }

    public long appliedTerm() {
        return 0;
    }

    public long revision() {
        return 0;
    }

    public long compactedRevision() {
        return 0;
    }

    public long clockMillis() {
        return 0;
    }

    public void checkpoint(Path directory) {}

    public void replaceWith(Path checkpoint) {}

    public byte[] digest() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
