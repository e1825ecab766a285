package io.trivet.statemachine;

import java.nio.ByteBuffer;

/**
 * The bytes of an outcome on its way between nodes: a format version, the kind, the fields. Golden-bytes tests pin
 * them. Stateless.
 */
public final class OutcomeCodec {
    static final int VERSION = 1;

    private static final String WHAT = "outcome";
    private static final int EXPECTED_BYTES = 18;

    private static final int WRITTEN = 1;
    private static final int DELETED = 2;
    private static final int REFUSED = 3;
    private static final int COMPACTED = 4;
    private static final int MEMBERS_CHANGED = 5;

    private OutcomeCodec() {}

    /**
     * Encodes an outcome.
     *
     * @return the bytes, which belong to the caller
     */
    public static byte[] encode(Outcome outcome) {
        ByteWriter out = new ByteWriter(EXPECTED_BYTES).unsignedByte(VERSION);
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
        return out.toBytes();
    }

    /**
     * Decodes the remaining bytes of a buffer, whose position and order stay as they are.
     *
     * @throws StoreException when the bytes are of a newer format, malformed, or too many
     */
    public static Outcome decode(ByteBuffer data) {
        ByteReader in = new ByteReader(data, WHAT);
        in.version(VERSION);
        Outcome outcome = outcome(in);
        in.end();
        return outcome;
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
