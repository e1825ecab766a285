package io.trivet.statemachine;

import java.util.Set;

/**
 * What must hold of a key's current record for a write to take effect; a deterministic function of the store.
 * The HTTP conditional headers of RFC 9110 section 13.1 map onto it one to one.
 */
public sealed interface Condition {

    /** Always holds. */
    record Always() implements Condition {
        @Override
        public boolean holds(long modRevision) {
            return true;
        }
    }

    /** Holds when the key has a record ({@code If-Match: *}). */
    record Exists() implements Condition {
        @Override
        public boolean holds(long modRevision) {
            return modRevision != 0;
        }
    }

    /** Holds when the key has no record ({@code If-None-Match: *}). */
    record Absent() implements Condition {
        @Override
        public boolean holds(long modRevision) {
            return modRevision == 0;
        }
    }

    /** Holds when the key has a record whose modRevision is one of these ({@code If-Match: "n", …}). */
    record RevisionIn(Set<Long> revisions) implements Condition {
        public RevisionIn {
            revisions = Set.copyOf(revisions);
        }

        @Override
        public boolean holds(long modRevision) {
            return modRevision != 0 && revisions.contains(modRevision);
        }
    }

    /** Holds when the key has no record, or one whose modRevision is none of these ({@code If-None-Match: "n", …}). */
    record RevisionNotIn(Set<Long> revisions) implements Condition {
        public RevisionNotIn {
            revisions = Set.copyOf(revisions);
        }

        @Override
        public boolean holds(long modRevision) {
            return modRevision == 0 || !revisions.contains(modRevision);
        }
    }

    /** The condition that always holds. */
    Condition ALWAYS = new Always();

    /**
     * Whether the condition holds.
     *
     * @param modRevision the modRevision of the key's current record, 0 when it has none
     */
    boolean holds(long modRevision);
}
