package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes of a log entry: a format version, the clock, the commands. Whatever one build writes, every later build
 * reads; golden-bytes tests pin it. Equal proposals have equal bytes. Stateless.
 */
public final class ProposalCodec {
    static final int VERSION = 2;

    /** The version without a number of commands: there is one. */
    private static final int SINGLE = 1;

    private static final String WHAT = "log entry";
    private static final int FIXED_BYTES = 64;
    private static final int LEAST_BYTES = 7;

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int COMPACT = 3;
    private static final int CHANGE_MEMBERS = 4;

    private static final int ALWAYS = 0;
    private static final int EXISTS = 1;
    private static final int ABSENT = 2;
    private static final int REVISION_IN = 3;
    private static final int REVISION_NOT_IN = 4;

    private ProposalCodec() {}

    /**
     * Encodes a proposal.
     *
     * @return the bytes, which belong to the caller
     * @throws IllegalArgumentException when a key is empty, the clock or a compaction's revision is negative, there is no
     *     command, or one that does not share an entry is not alone
     */
    public static byte[] encode(Proposal proposal) {
        requireNotNegative(proposal.clockMillis());
        List<Command> commands = proposal.commands();
        if (!isAllowed(commands)) {
            throw new IllegalArgumentException("no commands, or such that cannot share an entry");
        }
        ByteWriter out = new ByteWriter(
                commands.stream().mapToInt(ProposalCodec::expectedBytes).sum());
        if (commands.size() == 1) {
            out.unsignedByte(SINGLE).number(proposal.clockMillis());
        } else {
            out.unsignedByte(VERSION).number(proposal.clockMillis()).count(commands.size());
        }
        commands.forEach(command -> encode(command, out));
        return out.toBytes();
    }

    private static boolean isAllowed(List<Command> commands) {
        return commands.size() == 1 || (!commands.isEmpty() && commands.stream().allMatch(Command::sharesEntry));
    }

    /** About how many bytes of a log entry a command takes. */
    public static int expectedBytes(Command command) {
        if (command instanceof Command.Put put) {
            return FIXED_BYTES
                    + put.key().length
                    + put.value().length
                    + put.contentType().length();
        } else if (command instanceof Command.Delete delete) {
            return FIXED_BYTES + delete.key().length;
        }
        return FIXED_BYTES;
    }

    private static void encode(Command command, ByteWriter out) {
        if (command instanceof Command.Put put) {
            encode(put.condition(), out.unsignedByte(PUT));
            out.bytes(checked(put.key())).text(put.contentType()).bytes(put.value());
        } else if (command instanceof Command.Delete delete) {
            encode(delete.condition(), out.unsignedByte(DELETE));
            out.bytes(checked(delete.key()));
        } else if (command instanceof Command.Compact compact) {
            out.unsignedByte(COMPACT).number(requireNotNegative(compact.revision()));
        } else if (command instanceof Command.ChangeMembers change) {
            change.membership().write(out.unsignedByte(CHANGE_MEMBERS));
        } else {
            throw new AssertionError(command);
        }
    }

    private static void encode(Condition condition, ByteWriter out) {
        if (condition instanceof Condition.Always) {
            out.unsignedByte(ALWAYS);
        } else if (condition instanceof Condition.Exists) {
            out.unsignedByte(EXISTS);
        } else if (condition instanceof Condition.Absent) {
            out.unsignedByte(ABSENT);
        } else if (condition instanceof Condition.RevisionIn in) {
            encode(in.revisions(), out.unsignedByte(REVISION_IN));
        } else if (condition instanceof Condition.RevisionNotIn notIn) {
            encode(notIn.revisions(), out.unsignedByte(REVISION_NOT_IN));
        } else {
            throw new AssertionError(condition);
        }
    }

    private static void encode(Set<Long> revisions, ByteWriter out) {
        out.count(revisions.size());
        revisions.stream().sorted().forEach(out::number);
    }

    private static byte[] checked(byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("a key has at least 1 byte");
        }
        return key;
    }

    private static long requireNotNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        return value;
    }

    /**
     * Decodes the remaining bytes of a buffer, whose position and order stay as they are.
     *
     * @return a proposal whose arrays are copies
     * @throws StoreException when the bytes are of a newer format, malformed, or too many
     */
    public static Proposal decode(ByteBuffer data) {
        ByteReader in = new ByteReader(data, WHAT);
        int version = in.version(VERSION);
        long clockMillis = in.counter();
        int count = version == SINGLE ? 1 : in.count(LEAST_BYTES);
        List<Command> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commands.add(command(in));
        }
        in.check(isAllowed(commands) && (version == SINGLE) == (count == 1), "commands that cannot share an entry");
        in.end();
        return new Proposal(clockMillis, commands);
    }

    private static Command command(ByteReader in) {
        int kind = in.unsignedByte();
        if (kind == PUT) {
            Condition condition = condition(in);
            byte[] key = in.key();
            String contentType = in.text();
            return new Command.Put(key, in.bytes(), contentType, condition);
        } else if (kind == DELETE) {
            Condition condition = condition(in);
            return new Command.Delete(in.key(), condition);
        } else if (kind == COMPACT) {
            return new Command.Compact(in.counter());
        } else if (kind == CHANGE_MEMBERS) {
            return new Command.ChangeMembers(Membership.read(in));
        }
        throw in.malformed("a command of kind " + kind);
    }

    private static Condition condition(ByteReader in) {
        int kind = in.unsignedByte();
        if (kind == ALWAYS) {
            return Condition.ALWAYS;
        } else if (kind == EXISTS) {
            return new Condition.Exists();
        } else if (kind == ABSENT) {
            return new Condition.Absent();
        } else if (kind == REVISION_IN) {
            return new Condition.RevisionIn(revisions(in));
        } else if (kind == REVISION_NOT_IN) {
            return new Condition.RevisionNotIn(revisions(in));
        }
        throw in.malformed("a condition of kind " + kind);
    }

    private static Set<Long> revisions(ByteReader in) {
        int count = in.count(Long.BYTES);
        Set<Long> revisions = new LinkedHashSet<>();
        long previous = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long revision = in.number();
            in.check(i == 0 || revision > previous, "revisions out of order");
            revisions.add(revision);
            previous = revision;
        }
        return revisions;
    }
}
