package io.trivet.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivet.server.config.NodeConfig.Address;
import io.trivet.server.config.NodeConfig.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path folder;

    @Test
    void when_nothingIsGiven_then_nodeIsClusterOfOne() throws Exception {
        NodeConfig config = ConfigLoader.load(null, List.of());

        assertEquals("node1", config.nodeId());
        assertEquals("trivet", config.clusterId());
        assertEquals(Path.of("./data"), config.dataDir());
        assertEquals(List.of(member("node1", 9080, 8080)), config.members());
        assertEquals(config.members().get(0), config.self());
        assertEquals(local(8080), config.http().listen());
        assertNull(config.member("node2"));
    }

    @Test
    void when_fileIsEmptyOrAllCommentedOut_then_defaultsHold() throws Exception {
        NodeConfig defaults = ConfigLoader.load(null, List.of());

        assertEquals(defaults, load(""));
        assertEquals(defaults, load("# nothing\n"));
        assertEquals(defaults, load("---\nraft:\n  # election_timeout: 2s\nhttp: {}\n"));
    }

    @Test
    void when_membersAreAbsent_then_theOneTakesIdAndHttpAddressOfNode() throws Exception {
        assertEquals(List.of(member("solo", 9080, 8080)), load("node_id: solo").members());
        assertEquals(
                List.of(member("solo", 9080, 80)),
                load("{node_id: solo, http: {listen: 127.0.0.1:80}}").members());
        assertEquals(
                List.of(member("node1", 9080, 80)),
                load("http: {listen: 0.0.0.0:80}").members());
        assertEquals(
                List.of(member("node1", 7001, 8080)),
                ConfigLoader.load(null, List.of("members[0].raft=127.0.0.1:7001"))
                        .members());
    }

    @Test
    void when_listenerIsNotSet_then_itIsHttpAddressOfThisNode() throws Exception {
        NodeConfig config = load("""
                node_id: b
                members:
                  - {id: a, raft: 127.0.0.1:7001, http: 127.0.0.1:8001}
                  - {id: b, raft: 127.0.0.1:7002, http: 127.0.0.1:8002}
                """);

        assertEquals(local(8002), config.http().listen());
        assertEquals("b", config.self().id());
    }

    @Test
    void when_keyIsOverriddenTwice_then_lastCounts() throws Exception {
        NodeConfig config =
                load("raft: {election_timeout: 2s}", "raft.election_timeout=3s", "raft.election_timeout=4s");

        assertEquals(Duration.ofSeconds(4), config.raft().electionTimeout());
    }

    @Test
    void when_overrideHoldsEqualsSign_then_firstOneDivides() throws Exception {
        assertEquals(Path.of("/a=b"), load("", "data_dir=/a=b").dataDir());
    }

    @Test
    void when_overrideFillsWhatFileLacks_then_configIsComplete() throws Exception {
        NodeConfig config =
                load("members: [{id: a, http: 127.0.0.1:8001}]", "members[0].raft=127.0.0.1:7001", "node_id=a");

        assertEquals(List.of(member("a", 7001, 8001)), config.members());
    }

    @Test
    void when_valuesLookLikeOtherYamlTypes_then_theyAreTheTextThatStandsThere() throws Exception {
        NodeConfig config = load("{node_id: 007, cluster_id: no, http: {io_threads: \"4\"}}");

        assertEquals("007", config.nodeId());
        assertEquals("no", config.clusterId());
        assertEquals(4, config.http().ioThreads());
    }

    @Test
    void when_fileHasAnchors_then_aliasesStandForThem() throws Exception {
        NodeConfig config = load("{node_id: &me a, members: [{id: *me, raft: \"[::1]:7001\", http: \"[::1]:8001\"}]}");

        assertEquals(new Member("a", new Address("::1", 7001), new Address("::1", 8001)), config.self());
    }

    @Test
    void when_threeConfFilesAreLoaded_then_theyAgree() throws Exception {
        List<Member> members = IntStream.rangeClosed(1, 3)
                .mapToObj(n -> member("node" + n, 7000 + n, 8000 + n))
                .toList();
        for (int n = 1; n <= 3; n++) {
            NodeConfig config = ConfigLoader.load(ReferenceFile.CONF.resolve("node" + n + ".yaml"), List.of());

            assertEquals("node" + n, config.nodeId());
            assertEquals("trivet-local", config.clusterId());
            assertEquals(Path.of("data/node" + n), config.dataDir());
            assertEquals(members, config.members());
            assertEquals(local(8000 + n), config.http().listen());
        }
    }

    private NodeConfig load(String yaml, String... overrides) throws Exception {
        return ConfigLoader.load(Files.writeString(folder.resolve("node.yaml"), yaml), List.of(overrides));
    }

    private static Member member(String id, int raft, int http) {
        return new Member(id, local(raft), local(http));
    }

    private static Address local(int port) {
        return new Address("127.0.0.1", port);
    }
}
