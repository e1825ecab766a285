package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftMetaTest {
    private static final PeerId CANDIDATE = new PeerId("127.0.0.1", 1);

    @TempDir
    Path folder;

    private RaftMeta open(AtomicLong term) {
        RaftMeta meta = new RaftMeta(folder.toString(), new RaftOptions(), term);
        RaftMetaStorageOptions options = new RaftMetaStorageOptions();
        options.setNode(new NodeImpl());
        assertTrue(meta.init(options));
        return meta;
    }

    @Test
    void when_termIsStored_then_itIsInMemoryToo_andAfterTheNextStart() {
        AtomicLong term = new AtomicLong();
        RaftMeta meta = open(term);
        assertEquals(0, term.get());
        meta.setTermAndVotedFor(7, CANDIDATE);
        assertEquals(7, term.get());
        meta.setTerm(8);
        assertEquals(8, term.get());
        meta.shutdown();

        AtomicLong later = new AtomicLong();
        open(later);
        assertEquals(8, later.get());
    }

    /** A vote that is given although it cannot be stored must not be one that nobody knows of. */
    @Test
    void when_termCannotBeStored_then_itIsInMemoryAllTheSame() throws Exception {
        AtomicLong term = new AtomicLong();
        RaftMeta meta = open(term);
        Files.delete(folder);
        Files.createFile(folder);
        try {
            meta.setTermAndVotedFor(7, CANDIDATE);
        } catch (RuntimeException e) {
            // JRaft tells its node, which is none here
        }
        assertEquals(7, term.get());
    }
}
