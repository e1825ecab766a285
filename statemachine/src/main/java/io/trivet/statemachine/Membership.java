package io.trivet.statemachine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member of the cluster and who was.
 *
 * @param index the log index of the entry that said so; 0 when no entry has yet
 * @param members in the order in which they were added
 * @param removed the instances that have been removed and must never take part again
 */
public record Membership(long index, List<Member> members, List<String> removed) {
    /** What an empty store holds. */
    public static final Membership NONE = new Membership(0, List.of(), List.of());

    private static final int VERSION = 1;
    private static final int LEAST_MEMBER_BYTES = 4 * Integer.BYTES;

    public Membership {
        members = List.copyOf(members);
        removed = List.copyOf(removed);
    }

    /** The member of that id, null when there is none. */
    public @Nullable Member member(String id) {
        return members.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    byte[] encode() {
        ByteWriter out = new ByteWriter(256).unsignedByte(VERSION);
        write(out);
        return out.toBytes();
    }

    /** @throws StoreException when the bytes are of a newer format or malformed */
    static Membership decode(byte[] row) {
        ByteReader in = new ByteReader(ByteBuffer.wrap(row), "the store's list of members");
        in.version(VERSION);
        Membership membership = read(in);
        in.end();
        return membership;
    }

    void write(ByteWriter out) {
        out.number(index).count(members.size());
        for (Member member : members) {
            out.text(member.id()).text(member.instance()).text(member.raft()).text(member.http());
        }
        out.count(removed.size());
        removed.forEach(out::text);
    }

    static Membership read(ByteReader in) {
        long index = in.counter();
        List<Member> members = new ArrayList<>();
        for (int left = in.count(LEAST_MEMBER_BYTES); left > 0; left--) {
            members.add(new Member(in.text(), in.text(), in.text(), in.text()));
        }
        List<String> removed = new ArrayList<>();
        for (int left = in.count(Integer.BYTES); left > 0; left--) {
            removed.add(in.text());
        }
        return new Membership(index, members, removed);
    }
}
