package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of outcomes on their way between nodes: a format version, and of each the kind and the fields. Golden-bytes
 * tests pin them. Stateless.
 */
public final class OutcomeCodec {
    static final int VERSION = 1;

    private static final String WHAT = "outcome";
    private static final int EXPECTED_BYTES = 17;

    private static final int WRITTEN = 1;
    private static final int DELETED = 2;
    private static final int REFUSED = 3;
    private static final int COMPACTED = 4;
    private static final int MEMBERS_CHANGED = 5;

    private OutcomeCodec() {}

    /**
     * Encodes outcomes.
     *
     * @param outcomes at least one
     * @return the bytes, which belong to the caller
     */
    public static byte[] encode(List<Outcome> outcomes) {
        ByteWriter out = new ByteWriter(1 + EXPECTED_BYTES * outcomes.size()).unsignedByte(VERSION);
        outcomes.forEach(outcome -> encode(outcome, out));
        return out.toBytes();
    }

    private static void encode(Outcome outcome, ByteWriter out) {
        if (outcome instanceof Outcome.Written written) {
            out.unsignedByte(WRITTEN).number(written.revision()).bool(written.created());
        } else if (outcome instanceof Outcome.Deleted deleted) {
            out.unsignedByte(DELETED).number(deleted.revision()).bool(deleted.existed());
        } else if (outcome instanceof Outcome.Refused refused) {
            out.unsignedByte(REFUSED).number(refused.revision()).number(refused.modRevision());
        } else if (outcome instanceof Outcome.Compacted compacted) {
            out.unsignedByte(COMPACTED).number(compacted.revision()).number(compacted.compactedRevision());
        } else if (outcome instanceof Outcome.MembersChanged members) {
            out.unsignedByte(MEMBERS_CHANGED).number(members.revision()).bool(members.changed());
        } else {
            throw new AssertionError(outcome);
        }
    }

    /**
     * Decodes the remaining bytes of a buffer, whose position and order stay as they are.
     *
     * @throws StoreException when the bytes are of a newer format, malformed, or too many
     */
    public static List<Outcome> decode(ByteBuffer data) {
        ByteReader in = new ByteReader(data, WHAT);
        in.version(VERSION);
        List<Outcome> outcomes = new ArrayList<>();
        do {
            outcomes.add(outcome(in));
        } while (in.hasMore());
        return outcomes;
    }

    private static Outcome outcome(ByteReader in) {
        int kind = in.unsignedByte();
        if (kind == WRITTEN) {
            return new Outcome.Written(in.counter(), in.bool());
        } else if (kind == DELETED) {
            return new Outcome.Deleted(in.counter(), in.bool());
        } else if (kind == REFUSED) {
            return new Outcome.Refused(in.counter(), in.counter());
        } else if (kind == COMPACTED) {
            return new Outcome.Compacted(in.counter(), in.counter());
        } else if (kind == MEMBERS_CHANGED) {
            return new Outcome.MembersChanged(in.counter(), in.bool());
        }
        throw in.malformed("an outcome of kind " + kind);
    }
}
