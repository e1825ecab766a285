package io.trivet.server.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivet.server.backup.BackupException.Kind;
import io.trivet.server.backup.Restore.Step;
import io.trivet.server.config.ConfigLoader;
import io.trivet.server.config.NodeConfig;
import io.trivet.server.folder.DataFolder;
import io.trivet.server.folder.DataFolderException;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.folder.NodeIdentity.State;
import io.trivet.statemachine.BackupFile;
import io.trivet.statemachine.CheckpointManifest;
import io.trivet.statemachine.Command;
import io.trivet.statemachine.Condition;
import io.trivet.statemachine.Entry;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import io.trivet.statemachine.Store;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores into folders that no node ever runs on; for those that start again see BackupCommandTest. */
class RestoreTest {
    private static final int KEYS = 20;
    private static final long BUMP = 1_000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeBackup() throws Exception {
        file = backup("old", "value");
    }

    @Test
    void when_backupIsRestored_then_membersAgreeAndRevisionsGoOn() throws Exception {
        Restore.Result first = restore(config(1), false, step -> {});
        Restore.Result second = restore(config(2), false, step -> {});
        assertEquals(KEYS + BUMP, first.revision());
        assertNull(first.movedAside());
        assertEquals(first.backup(), second.backup());
        byte[] digest = assertRestored(config(1));
        assertArrayEquals(digest, assertRestored(config(2)));
    }

    @ParameterizedTest
    @EnumSource
    void when_restoreIsKilledAfterAStep_then_noNodeStartsAndTheNextRestoreMends(Step step) throws Exception {
        NodeConfig config = config(1);
        fillWithOtherNode(config);
        assertThrows(Killed.class, () -> restore(config, true, killedAfter(step)));
        if (step == Step.VERIFIED) {
            assertEquals("someone else's", Files.readString(config.dataDir().resolve("store/data")));
        } else {
            assertEquals("someone else's", Files.readString(aside().resolve("store/data")));
        }
        if (step.compareTo(Step.MARKED) >= 0) {
            DataFolderException refused = assertThrows(DataFolderException.class, () -> DataFolder.open(config));
            assertTrue(String.valueOf(refused.getMessage()).contains("bin/restore again"), refused.getMessage());
        }
        restore(config, true, passed -> {});
        assertRestored(config);
        assertEquals("someone else's", Files.readString(aside().resolve("store/data")));
    }

    @Test
    void when_folderHoldsANode_then_itIsRefusedAndStays() throws Exception {
        NodeConfig config = config(1);
        fillWithOtherNode(config);
        BackupException refused = assertThrows(BackupException.class, () -> restore(config, false, step -> {}));
        assertEquals(Kind.DATA_FOLDER, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("--move-aside"), refused.getMessage());
        assertEquals("someone else's", Files.readString(config.dataDir().resolve("store/data")));
    }

    @Test
    void when_sameBackupIsRestoredTwice_then_theSecondTimeNothingIsDone() throws Exception {
        restore(config(1), false, step -> {});
        Restore.Result again = restore(config(1), true, step -> assertEquals(Step.VERIFIED, step));
        assertTrue(again.again());
        Path other = backup("other", "another value");
        BackupException refused = assertThrows(
                BackupException.class, () -> new Restore(config(1), BUMP, false, "test").run(other, bytes -> {}));
        assertEquals(Kind.DATA_FOLDER, refused.kind());
        assertThrows(
                BackupException.class, () -> new Restore(config(1), BUMP + 1, false, "test").run(file, bytes -> {}));
    }

    /** The restored Raft snapshot names the members: a node that was restored alone would elect itself among others. */
    @Test
    void when_membersChangeAfterARestore_then_noNodeStartsUntilItIsRestoredAgain() throws Exception {
        restore(alone(), false, step -> {});
        DataFolderException refused = assertThrows(DataFolderException.class, () -> DataFolder.open(config(1)));
        assertTrue(String.valueOf(refused.getMessage()).contains("restored for other members"), refused.getMessage());
        assertThrows(BackupException.class, () -> restore(config(1), false, step -> {}));
        assertFalse(restore(config(1), true, step -> {}).again());
        assertRestored(config(1));
    }

    private NodeConfig alone() throws Exception {
        Path yaml = folder.resolve("alone.yaml");
        Files.writeString(yaml, """
                node_id: node1
                cluster_id: new
                data_dir: %s
                members:
                  - {id: node1, raft: "127.0.0.1:17001", http: "127.0.0.1:18001"}
                """.formatted(config(1).dataDir()));
        return ConfigLoader.load(yaml, List.of());
    }

    @Test
    void when_nodeRuns_then_itsFolderIsNotMovedAside() throws Exception {
        NodeConfig config = config(1);
        try (DataFolder running = DataFolder.open(config)) {
            DataFolderException refused =
                    assertThrows(DataFolderException.class, () -> restore(config, true, step -> {}));
            assertTrue(String.valueOf(refused.getMessage()).contains("in use"), refused.getMessage());
            assertTrue(Files.exists(running.root().resolve("node.json")));
        }
    }

    @Test
    void when_fileIsDamaged_then_nothingIsTouched() throws Exception {
        NodeConfig config = config(1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        BackupException refused = assertThrows(BackupException.class, () -> restore(config, true, step -> {}));
        assertEquals(Kind.NOT_A_BACKUP, refused.kind());
        assertFalse(Files.exists(config.dataDir()));
    }

    /** An interrupted restore, done again, deletes what it finds in the folder. */
    @Test
    void when_fileLiesInTheDataFolder_then_itIsRefusedAndStays() throws Exception {
        NodeConfig config = config(1);
        assertThrows(Killed.class, () -> restore(config, false, killedAfter(Step.MARKED)));
        Path inside = Files.move(file, config.dataDir().resolve("saved.backup"));
        BackupException refused = assertThrows(
                BackupException.class, () -> new Restore(config, BUMP, true, "test").run(inside, bytes -> {}));
        assertEquals(Kind.IN_THE_WAY, refused.kind());
        assertTrue(Files.exists(inside));
    }

    @Test
    void when_parentCannotBeWritten_then_itIsOneSentence() throws Exception {
        Files.writeString(folder.resolve("n1"), "a file where the folder above the data folder should be");
        NodeConfig config = config(1);
        Exception refused = assertThrows(Exception.class, () -> restore(config, false, step -> {}));
        assertTrue(refused instanceof BackupException || refused instanceof DataFolderException, refused.toString());
        assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
    }

    private Restore.Result restore(NodeConfig config, boolean moveAside, Restore.Observer observer) throws Exception {
        return new Restore(config, BUMP, moveAside, "test", observer).run(file, bytes -> {});
    }

    /** @return the digest of the restored store */
    private static byte[] assertRestored(NodeConfig config) throws Exception {
        try (DataFolder restored = DataFolder.open(config)) {
            NodeIdentity identity = restored.identity();
            assertEquals(State.NEW, identity.state());
            assertTrue(identity.origin().matches("backup:[0-9a-f]{64}\\+" + BUMP + "@[0-9a-f]{16}"), identity.origin());
            assertTrue(Files.exists(restored.raft().resolve("snapshot/snapshot_" + KEYS)));
            try (Store store = Store.open(restored.store(), config.clusterId(), StoppedNode.STORE)) {
                assertEquals(KEYS + BUMP, store.revision());
                assertEquals(KEYS + BUMP, store.compactedRevision());
                assertEquals(KEYS, store.audit().keys());
                assertNotNull(store.read(bytes("k7")).record());
                return store.digest();
            }
        }
    }

    private static void fillWithOtherNode(NodeConfig config) throws Exception {
        try (DataFolder other = DataFolder.open(config)) {
            Files.createDirectories(other.store());
            Files.writeString(other.store().resolve("data"), "someone else's");
        }
    }

    private Path aside() throws Exception {
        try (Stream<Path> entries = Files.list(folder.resolve("n1"))) {
            List<Path> found = entries.filter(
                            path -> path.getFileName().toString().contains(".aside-"))
                    .toList();
            assertEquals(1, found.size(), found.toString());
            return found.get(0);
        }
    }

    private NodeConfig config(int node) throws Exception {
        Path yaml = folder.resolve("node" + node + ".yaml");
        Files.writeString(yaml, """
                node_id: node%d
                cluster_id: new
                data_dir: %s
                members:
                  - {id: node1, raft: "127.0.0.1:17001", http: "127.0.0.1:18001"}
                  - {id: node2, raft: "127.0.0.1:17002", http: "127.0.0.1:18002"}
                  - {id: node3, raft: "127.0.0.1:17003", http: "127.0.0.1:18003"}
                """.formatted(node, folder.resolve("n" + node).resolve("data")));
        return ConfigLoader.load(yaml, List.of());
    }

    private Path backup(String name, String value) throws Exception {
        Path checkpoint = folder.resolve(name + "-checkpoint");
        try (Store store = Store.open(folder.resolve(name + "-store"), "old", StoppedNode.STORE)) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 1; i <= KEYS; i++) {
                Command put = new Command.Put(bytes("k" + i), bytes(value), "text/plain", new Condition.Always());
                entries.add(new Entry(i, 3, ByteBuffer.wrap(ProposalCodec.encode(new Proposal(i, put)))));
            }
            store.apply(entries);
            store.checkpoint(checkpoint);
        }
        CheckpointManifest.write(checkpoint, "test", Instant.now());
        Path backup = folder.resolve(name + ".backup");
        try (OutputStream out = Files.newOutputStream(backup)) {
            BackupFile.write(checkpoint, out);
        }
        return backup;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Restore.Observer killedAfter(Step last) {
        return step -> {
            if (step == last) {
                throw new Killed();
            }
        };
    }

    /** No code of ours runs after a kill -9, and none catches this. */
    private static final class Killed extends Error {}
}
