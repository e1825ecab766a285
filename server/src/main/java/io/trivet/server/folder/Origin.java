package io.trivet.server.folder;

import io.trivet.server.config.NodeConfig.Member;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a restored data folder began with, as text: {@code backup:DIGEST+BUMP@MEMBERS}. The last is a digest of the members
 * that it was restored for. They are in the restored Raft snapshot, and Raft believes those and not the configuration:
 * nodes with different ones would elect leaders of their own within one cluster.
 */
public final class Origin {
    private static final int MEMBERS_DIGITS = 16;
    private static final String BACKUP = "backup:";

    private Origin() {}

    /** The origin of a folder that is restored for a cluster of these members. */
    public static String restored(String backupDigest, long bump, List<Member> members) {
        return BACKUP + backupDigest + "+" + bump + "@" + digest(members);
    }

    /** Whether a folder of this origin may begin as one of a cluster of these members. */
    static boolean fits(String origin, List<Member> members) {
        return !origin.startsWith(BACKUP) || origin.endsWith("@" + digest(members));
    }

    private static String digest(List<Member> members) {
        String list = members.stream()
                .map(member -> member.id() + "=" + member.raft())
                .sorted()
                .collect(Collectors.joining(","));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, MEMBERS_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
