package io.trivet.server.http;

import io.trivet.statemachine.Condition;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditional headers (RFC 9110, section 13.1). A record's entity tag is its modRevision in quotes; a tag that is
 * none of ours is legal and matches nothing.
 */
final class EntityTags {
    private static final Pattern LIST_MEMBER =
            Pattern.compile("\\G[ \\t]*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"[ \\t]*(,|$)");
    private static final Pattern OURS = Pattern.compile("[1-9][0-9]{0,18}");

    private EntityTags() {}

    static String of(long modRevision) {
        return "\"" + modRevision + "\"";
    }

    /** The condition of a write; at most one of the two headers may be there. */
    static Condition condition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifMatch != null && ifNoneMatch != null) {
            throw Problems.badRequest("conflicting_headers", "give either If-Match or If-None-Match");
        } else if (ifMatch != null) {
            // Strong comparison: a weak tag matches nothing.
            return isAny(ifMatch)
                    ? new Condition.Exists()
                    : new Condition.RevisionIn(revisions("If-Match", ifMatch, false));
        } else if (ifNoneMatch != null) {
            return isAny(ifNoneMatch)
                    ? new Condition.Absent()
                    : new Condition.RevisionNotIn(revisions("If-None-Match", ifNoneMatch, true));
        }
        return Condition.ALWAYS;
    }

    private static boolean isAny(String header) {
        return header.strip().equals("*");
    }

    private static Set<Long> revisions(String name, String header, boolean weakToo) {
        Set<Long> revisions = new HashSet<>();
        Matcher matcher = LIST_MEMBER.matcher(header);
        int end = 0;
        while (end < header.length() && matcher.find()) {
            end = matcher.end();
            if ((weakToo || matcher.group(1) == null)
                    && OURS.matcher(matcher.group(2)).matches()) {
                addRevision(revisions, matcher.group(2));
            }
            if (matcher.group(3).isEmpty()) {
                return revisions;
            }
        }
        throw Problems.badRequest(
                "invalid_header", name + " must be * or entity tags in double quotes, such as \"12\"");
    }

    private static void addRevision(Set<Long> revisions, String digits) {
        try {
            revisions.add(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            // Larger than any revision: matches nothing.
            return;
        }
    }
}
