package io.trivet.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.impl.LocalRaftMetaStorage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The term and the vote on disk, as JRaft keeps them, and the term in memory for whoever asks without JRaft's lock.
 *
 * <p>A node votes in a term, for itself or another, only after that term was stored here. So as long as the term in memory is
 * the old one, it has voted in no later one.
 */
final class RaftMeta extends LocalRaftMetaStorage {
    private final AtomicLong inMemory;

    /** @param term is set to the term before that is stored */
    RaftMeta(String uri, RaftOptions options, AtomicLong term) {
        super(uri, options);
        this.inMemory = term;
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        boolean loaded = super.init(options);
        if (loaded) {
            inMemory.set(getTerm());
        }
        return loaded;
    }

    @Override
    public boolean setTerm(long term) {
        inMemory.set(term);
        return super.setTerm(term);
    }

    @Override
    public boolean setTermAndVotedFor(long term, PeerId candidate) {
        inMemory.set(term);
        return super.setTermAndVotedFor(term, candidate);
    }
}
