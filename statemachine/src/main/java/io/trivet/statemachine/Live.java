package io.trivet.statemachine;

import io.trivet.statemachine.Database.Batch;
import io.trivet.statemachine.Database.Cursor;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.View;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** An open database with what reads it and what applies to it: what {@link Store} swaps as a whole. */
record Live(Database database, Progress progress, Applier applier, Reader reader) {

    /** Makes a store without a key, on disk when this returns. */
    static void create(Path folder, String clusterId, StoreOptions options) {
        try (Database database = Database.create(folder, options);
                Batch batch = database.batch()) {
            Meta.initialize(batch, clusterId);
            database.write(batch);
            database.flush();
        }
    }

    /**
     * Opens a store.
     *
     * @param rows what holds none of another store's rows
     * @throws StoreException when it cannot be read, is of a newer format, or is another cluster's
     */
    static Live open(Path folder, String clusterId, StoreOptions options, RowCache rows) {
        Database database = Database.open(folder, options);
        try {
            Progress progress = new Progress(Meta.open(database, clusterId), Meta.membership(database));
            Latest latest = new Latest(database, rows);
            Applier applier = new Applier(database, latest, progress);
            return new Live(database, progress, applier, new Reader(database, latest, progress));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /** @throws StoreException when applying failed before */
    void requireHealthy() {
        applier.requireHealthy();
    }

    void checkpoint(Path folder) {
        requireHealthy();
        database.flush();
        database.checkpoint(folder);
    }

    byte[] digest() {
        MessageDigest digest = sha256();
        try (View view = database.view()) {
            for (Family family : Family.values()) {
                digest(view, family, digest);
            }
        }
        return digest.digest();
    }

    private static void digest(View view, Family family, MessageDigest digest) {
        update(digest, family.rocksName());
        try (Cursor rows = view.rows(family)) {
            for (; rows.hasRow(); rows.next()) {
                update(digest, rows.key());
                update(digest, rows.value());
            }
        }
    }

    private static void update(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
