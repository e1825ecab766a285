package io.trivet.server.config;

import static io.trivet.server.config.Settings.DEFAULT_TIMEOUT;
import static io.trivet.server.config.Settings.HTTP_LISTEN;
import static io.trivet.server.config.Settings.MAX_INFLIGHT_BYTES;
import static io.trivet.server.config.Settings.MAX_KEY;
import static io.trivet.server.config.Settings.MAX_TIMEOUT;
import static io.trivet.server.config.Settings.MAX_VALUE;
import static io.trivet.server.config.Settings.MEMBER_HTTP;
import static io.trivet.server.config.Settings.MEMBER_ID;
import static io.trivet.server.config.Settings.MEMBER_RAFT;
import static io.trivet.server.config.Settings.NODE_ID;

import io.trivet.server.config.NodeConfig.Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what no value can tell alone. A value that was refused is left out: it has its problem already. */
final class Consistency {
    /** JSON may take six bytes for one ({@code \u0000}); this much is for the rest of the request. */
    private static final long JSON_FACTOR = 6;

    private static final long JSON_REST = 4096;

    private final Values values;
    private final Problems problems;
    private final List<Candidate> members;

    Consistency(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
        this.members = Candidate.all(values);
    }

    void check() {
        checkMembersExist();
        checkIds();
        checkAddresses();
        checkSelf();
        checkTimeouts();
        checkMemory();
    }

    private void checkMembersExist() {
        List<Integer> lines = values.memberLines();
        if (lines != null) {
            for (Candidate member : members) {
                checkComplete(member, lines.get(member.index()));
            }
        }
        values.refuseMembersFrom(members.size());
    }

    private void checkComplete(Candidate member, int line) {
        for (Setting<?> setting : Settings.ofMember(member.index())) {
            if (!values.isSet(setting)) {
                problems.add(setting.path(), line, "is missing; every member has id, raft and http");
            }
        }
    }

    private void checkIds() {
        Map<String, Candidate> owners = new HashMap<>();
        for (Candidate member : members) {
            Candidate other = member.id() == null ? null : owners.putIfAbsent(member.id(), member);
            if (other != null) {
                values.contradiction(
                        member.id() + " is also the id of members[" + other.index() + "]",
                        MEMBER_ID.at(member.index()));
            }
        }
    }

    private void checkAddresses() {
        Map<Address, String> owners = new HashMap<>();
        for (Candidate member : members) {
            checkAddress(owners, member.raft(), "raft address of " + member.name(), MEMBER_RAFT.at(member.index()));
            checkAddress(owners, member.http(), "http address of " + member.name(), MEMBER_HTTP.at(member.index()));
        }
    }

    private void checkAddress(Map<Address, String> owners, @Nullable Address address, String owner, Setting<?> where) {
        String other = address == null ? null : owners.putIfAbsent(address, owner);
        if (other != null) {
            values.contradiction(address + " is also the " + other, where, HTTP_LISTEN);
        }
    }

    private void checkSelf() {
        String id = values.get(NODE_ID);
        Candidate self = members.stream()
                .filter(member -> id != null && id.equals(member.id()))
                .findFirst()
                .orElse(null);
        if (values.memberLines() != null && !values.isSet(NODE_ID)) {
            problems.add(NODE_ID.path(), 0, "is missing; it says which of the members this node is");
        } else if (self != null) {
            checkListener(self);
        } else if (id != null && !members.isEmpty() && members.stream().allMatch(member -> member.id() != null)) {
            values.contradiction("must be one of " + ids() + ", but is " + id, NODE_ID, MEMBER_ID.at(0));
        }
    }

    private String ids() {
        return members.stream().map(Candidate::id).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    private void checkListener(Candidate self) {
        Address listen = values.given(HTTP_LISTEN);
        Address http = self.http();
        Address raft = self.raft();
        if (listen == null || http == null) {
            return;
        }
        if (listen.port() != http.port()) {
            values.contradiction(
                    "must have port " + http.port() + " as this node's http address in members, but is " + listen,
                    HTTP_LISTEN);
        } else if (raft != null && !raft.equals(http) && listen.isWildcard() && listen.port() == raft.port()) {
            values.contradiction(listen + " takes the port of this node's raft address " + raft, HTTP_LISTEN);
        }
    }

    private void checkTimeouts() {
        Duration usual = values.get(DEFAULT_TIMEOUT);
        Duration longest = values.get(MAX_TIMEOUT);
        if (usual != null && longest != null && usual.compareTo(longest) > 0) {
            values.contradiction(
                    shown(DEFAULT_TIMEOUT) + " must not be longer than " + shown(MAX_TIMEOUT),
                    DEFAULT_TIMEOUT,
                    MAX_TIMEOUT);
        }
    }

    private void checkMemory() {
        Integer key = values.get(MAX_KEY);
        Integer value = values.get(MAX_VALUE);
        Long memory = values.get(MAX_INFLIGHT_BYTES);
        if (key == null || value == null || memory == null) {
            return;
        }
        long longest = JSON_FACTOR * (key + value) + JSON_REST;
        if (memory < longest) {
            values.contradiction(
                    shown(MAX_INFLIGHT_BYTES) + " must be at least " + longest + ", the longest request for "
                            + shown(MAX_KEY) + " and " + shown(MAX_VALUE),
                    MAX_INFLIGHT_BYTES,
                    MAX_VALUE,
                    MAX_KEY);
        }
    }

    private String shown(Setting<?> setting) {
        return setting.path() + " (" + values.text(setting) + ")";
    }
}
