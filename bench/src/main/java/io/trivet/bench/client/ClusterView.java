package io.trivet.bench.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster as one node sees it: the answer of {@code GET /v1/cluster}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClusterView(
        @JsonProperty("cluster_id") String clusterId,
        @JsonProperty("leader") @Nullable String leader,
        @JsonProperty("term") long term,
        @JsonProperty("revision") long revision,
        @JsonProperty("members") List<Member> members) {

    /** Whether a node, whose answer this is, calls itself the leader. */
    public boolean isLedBy(String node) {
        return node.equals(leader)
                && members.stream()
                        .anyMatch(member ->
                                member.id().equals(node) && member.role().equals("leader"));
    }

    /** One member; the indexes are 0 when the member is unreachable. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Member(
            @JsonProperty("id") String id,
            @JsonProperty("role") String role,
            @JsonProperty("applied_index") long appliedIndex,
            @JsonProperty("committed_index") long committedIndex) {}
}
