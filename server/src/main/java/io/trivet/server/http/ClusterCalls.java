package io.trivet.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.server.raft.ClusterStatus;
import io.trivet.server.raft.ClusterStatus.MemberView;
import io.trivet.server.raft.MemberStatus;
import io.trivet.server.raft.Role;
import io.trivet.server.service.ClusterService;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a node tells of itself and its cluster, and the transfer of leadership. */
final class ClusterCalls {
    private final ClusterService cluster;

    ClusterCalls(ClusterService cluster) {
        this.cluster = cluster;
    }

    /** Whoever can answer is alive: a node whose store or log fails ends itself. */
    CompletableFuture<Response> live(Request request) {
        return line(200, "alive");
    }

    CompletableFuture<Response> ready(Request request) {
        ClusterService.Health health = cluster.readiness();
        return line(health.ok() ? 200 : 503, health.reason());
    }

    static CompletableFuture<Response> line(int status, String line) {
        return CompletableFuture.completedFuture(Response.text(status, line));
    }

    CompletableFuture<Response> status(Request request) {
        return cluster.status().thenApply(status -> Response.json(200, Map.of(), body(status)));
    }

    private ObjectNode body(ClusterStatus status) {
        ObjectNode body = Json.object()
                .put("cluster_id", cluster.clusterId())
                .put("leader", status.leader())
                .put("term", status.term())
                .put("revision", status.revision());
        ArrayNode members = body.putArray("members");
        status.members().forEach(view -> member(members.addObject(), view));
        return body;
    }

    private static void member(ObjectNode node, MemberView view) {
        MemberStatus status = view.status();
        node.put("id", view.member().id())
                .put("raft", view.member().raft().toString())
                .put("http", view.member().http().toString())
                .put("role", status.role().apiName());
        if (status.role() == Role.UNREACHABLE) {
            node.putNull("applied_index")
                    .putNull("committed_index")
                    .putNull("lag")
                    .putNull("version");
        } else {
            node.put("applied_index", status.appliedIndex())
                    .put("committed_index", status.committedIndex())
                    .put("lag", view.lag())
                    .put("version", status.version());
        }
    }

    CompletableFuture<Response> addMember(Request request) {
        Map<String, String> member = Json.strings(request.body(), Set.of("id", "raft", "http"));
        String id = member.getOrDefault("id", "");
        String raft = member.getOrDefault("raft", "");
        String http = member.getOrDefault("http", "");
        return cluster.addMember(id, raft, http, request.timeout())
                .thenApply(done -> Response.json(
                        201,
                        Map.of("Location", "/v1/cluster/members/" + id),
                        Json.object().put("id", id).put("raft", raft).put("http", http)));
    }

    CompletableFuture<Response> removeMember(Request request) {
        String id = new String(request.key(), StandardCharsets.UTF_8);
        return cluster.removeMember(id, request.timeout()).thenApply(done -> Response.empty(204, Map.of()));
    }

    CompletableFuture<Response> transfer(Request request) {
        String to = Json.strings(request.body(), Set.of("to")).getOrDefault("to", "");
        return cluster.transferLeadership(to, request.timeout())
                .thenApply(done -> Response.json(200, Map.of(), Json.object().put("leader", to)));
    }
}
