package io.trivet.server.config;

import static io.trivet.server.config.Settings.HTTP_LISTEN;
import static io.trivet.server.config.Settings.MEMBER_HTTP;
import static io.trivet.server.config.Settings.MEMBER_ID;
import static io.trivet.server.config.Settings.MEMBER_RAFT;
import static io.trivet.server.config.Settings.NODE_ID;

import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.config.NodeConfig.Member;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A member as far as it is known: null stands for what is missing or was refused. */
record Candidate(
        int index,
        @Nullable String id,
        @Nullable Address raft,
        @Nullable Address http) {

    /** The members that are listed, or else this node alone. */
    static List<Candidate> all(Values values) {
        List<Integer> listed = values.memberLines();
        return listed == null
                ? List.of(alone(values))
                : IntStream.range(0, listed.size())
                        .mapToObj(index -> listed(values, index))
                        .toList();
    }

    private static Candidate listed(Values values, int index) {
        return new Candidate(
                index,
                values.given(MEMBER_ID.at(index)),
                values.given(MEMBER_RAFT.at(index)),
                values.given(MEMBER_HTTP.at(index)));
    }

    /** A cluster of one needs no list: it takes its id from the node, and its http address from the listener. */
    private static Candidate alone(Values values) {
        Setting<String> id = MEMBER_ID.at(0);
        Setting<Address> http = MEMBER_HTTP.at(0);
        return new Candidate(
                0,
                values.isSet(id) ? values.get(id) : values.get(NODE_ID),
                values.get(MEMBER_RAFT.at(0)),
                values.isSet(http) || !values.isSet(HTTP_LISTEN) ? values.get(http) : local(values.get(HTTP_LISTEN)));
    }

    /** Nobody can connect to a wildcard; on this machine the loopback address does. */
    private static @Nullable Address local(@Nullable Address listen) {
        return listen != null && listen.isWildcard() ? new Address("127.0.0.1", listen.port()) : listen;
    }

    /** How a report names the member. */
    String name() {
        return id == null ? "members[" + index + "]" : id;
    }

    /** The member, once nothing is wrong. */
    Member checked() {
        return new Member(Objects.requireNonNull(id), Objects.requireNonNull(raft), Objects.requireNonNull(http));
    }
}
