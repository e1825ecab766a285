package io.trivet.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one node, checked. {@link ConfigLoader} makes it; {@link Settings} has the meaning, the default
 * and the range of every value.
 *
 * @param nodeId the id of this node, one of the members'
 * @param dataDir holds everything of this node; when relative, to the working directory of the process
 * @param members of the cluster, in the order of the file; this node is one of them
 */
public record NodeConfig(
        String nodeId,
        Path dataDir,
        String clusterId,
        List<Member> members,
        Http http,
        Raft raft,
        Limits limits,
        Retention retention,
        Storage storage) {

    public NodeConfig {
        members = List.copyOf(members);
    }

    /** This node among the members. */
    public Member self() {
        Member self = member(nodeId);
        if (self == null) {
            throw new IllegalStateException(nodeId + " is not among the members");
        }
        return self;
    }

    /** The member of that id, null when there is none. */
    public @Nullable Member member(String id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return member;
            }
        }
        return null;
    }

    /** One voter of the cluster, and where the others and the clients reach it. */
    public record Member(String id, Address raft, Address http) {}

    /**
     * A host and a TCP port.
     *
     * @param host a DNS name or an IP literal in lower case; an IPv6 literal stands without brackets
     * @param port 1 to 65534
     */
    public record Address(String host, int port) {
        /**
         * Reads {@code host:port}, where an IPv6 host stands in brackets. No name is looked up.
         *
         * @throws IllegalArgumentException when the text is no such address
         */
        public static Address parse(String text) {
            Address address = Addresses.parse(text);
            if (address == null) {
                throw new IllegalArgumentException("not an address host:port: " + text);
            }
            return address;
        }

        /** Whether it stands for all addresses of the machine: one can listen on it, but nobody can connect to it. */
        public boolean isWildcard() {
            return Addresses.isWildcard(host);
        }

        /** What {@link #parse} reads. */
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** The HTTP listener, its threads, and how long it is patient with a client. */
    public record Http(
            Address listen,
            int ioThreads,
            int workerThreads,
            Duration requestHeaderTimeout,
            Duration requestBodyTimeout,
            Duration idleTimeout,
            int maxConnections) {}

    /** The timing of Raft; {@code lagWarning} and {@code snapshotLogEntries} count log entries. */
    public record Raft(
            Duration electionTimeout,
            Duration snapshotInterval,
            int snapshotLogEntries,
            Duration readRoundTimeout,
            Duration freshnessProbeInterval,
            Duration transferTimeout,
            long lagWarning) {}

    /** What the node accepts before it refuses. */
    public record Limits(
            int maxKeyBytes,
            int maxValueBytes,
            int maxContentTypeBytes,
            Duration defaultTimeout,
            Duration maxTimeout,
            int maxInflightWrites,
            int maxInflightReads,
            long maxInflightBytes,
            int maxForwards) {}

    /**
     * How much of the past stays readable.
     *
     * @param revisions how many of the newest revisions
     * @param interval between two looks for what can go
     */
    public record Retention(long revisions, Duration interval) {}

    /** The memory that the data may use, outside the heap. */
    public record Storage(long blockCacheBytes, long rowCacheBytes, long writeBufferBytes) {}
}
