package io.trivet.statemachine;

/**
 * What readers know of the apply thread's work. The apply thread alone writes it; any thread reads it.
 *
 * <p>A batch is announced before it becomes visible in the database and published after. A reader who finds the
 * announced revision equal to the published one it began with knows that nothing newer was visible to it; the published
 * revision alone cannot tell, as a batch is visible shortly before it is published.
 */
final class Progress {
    private volatile StoreState published;
    private volatile long announcedRevision;
    private volatile Membership membership;

    Progress(StoreState state, Membership membership) {
        published = state;
        this.membership = membership;
        announcedRevision = state.revision();
    }

    StoreState published() {
        return published;
    }

    long announcedRevision() {
        return announcedRevision;
    }

    void announce(long revision) {
        announcedRevision = revision;
    }

    void publish(StoreState state) {
        published = state;
    }

    Membership membership() {
        return membership;
    }

    void publish(Membership changed) {
        membership = changed;
    }
}
