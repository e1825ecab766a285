package io.trivet.server.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivet.statemachine.Member;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose a data folder is: the content of its {@code node.json}.
 *
 * @param nodeId the node's name in its cluster
 * @param clusterId the cluster
 * @param instance random, made with the folder: a node that lost its disk comes back under its name, but with another
 * @param origin {@link #EMPTY}, or what the folder was restored from
 * @param state how far the node is
 * @param formation the cluster it is part of; null until it was admitted to one
 */
public record NodeIdentity(
        String nodeId,
        String clusterId,
        String instance,
        String origin,
        State state,
        @Nullable Formation formation) {

    /** The origin of a folder that began without data. */
    public static final String EMPTY = "empty";

    static final int FORMAT = 2;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RANDOM_BYTES = 16;

    /** How far a node is on its way into a cluster, and out of it. */
    public enum State {
        /** A restore is filling the folder, or was interrupted. */
        RESTORING,
        /** Not part of a cluster yet; may have been restored. */
        NEW,
        /** Part of the cluster that was formed. */
        MEMBER,
        /** Removed from the cluster for ever. */
        REMOVED
    }

    /** The identity of a folder that is just being made. */
    public static NodeIdentity fresh(String nodeId, String clusterId) {
        return new NodeIdentity(nodeId, clusterId, random(), EMPTY, State.NEW, null);
    }

    /** The same folder in another state. */
    public NodeIdentity with(State newState, String newOrigin) {
        return new NodeIdentity(nodeId, clusterId, instance, newOrigin, newState, formation);
    }

    /** The same folder as part of a cluster. */
    public NodeIdentity admitted(Formation to) {
        return new NodeIdentity(nodeId, clusterId, instance, origin, State.MEMBER, to);
    }

    /** 128 random bits in hexadecimal. */
    public static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The content of node.json. */
    public byte[] encode() throws IOException {
        ObjectNode node = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("node_id", nodeId)
                .put("cluster_id", clusterId)
                .put("instance", instance)
                .put("origin", origin)
                .put("state", state.name().toLowerCase(Locale.ROOT));
        if (formation != null) {
            ObjectNode formed = node.putObject("formation").put("id", formation.id());
            ArrayNode members = formed.putArray("members");
            for (Member member : formation.members()) {
                members.addObject()
                        .put("id", member.id())
                        .put("instance", member.instance())
                        .put("raft", member.raft())
                        .put("http", member.http());
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    }

    /** The format that the bytes claim to have, -1 when they claim none. */
    static int format(byte[] json) throws IOException {
        return JSON.readTree(json).path("format").asInt(-1);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IOException when the bytes are anything else
     */
    public static NodeIdentity decode(byte[] json) throws IOException {
        JsonNode node = JSON.readTree(json);
        try {
            return new NodeIdentity(
                    text(node, "node_id"),
                    text(node, "cluster_id"),
                    text(node, "instance"),
                    text(node, "origin"),
                    State.valueOf(text(node, "state").toUpperCase(Locale.ROOT)),
                    formation(node.get("formation")));
        } catch (IllegalArgumentException e) {
            throw new IOException("unknown state", e);
        }
    }

    private static @Nullable Formation formation(@Nullable JsonNode node) throws IOException {
        if (node == null) {
            return null;
        }
        List<Member> members = new ArrayList<>();
        for (JsonNode member : node.path("members")) {
            members.add(new Member(
                    text(member, "id"), text(member, "instance"), text(member, "raft"), text(member, "http")));
        }
        return new Formation(text(node, "id"), members);
    }

    private static String text(JsonNode node, String name) throws IOException {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw new IOException("no " + name);
        }
        return value.asText();
    }
}
