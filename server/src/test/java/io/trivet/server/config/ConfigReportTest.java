package io.trivet.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read when a configuration is wrong. */
class ConfigReportTest {
    private static final String THREE = """
            members:
              - {id: node1, raft: 127.0.0.1:7001, http: 127.0.0.1:8001}
              - {id: node2, raft: 127.0.0.1:7002, http: 127.0.0.1:8002}
              - {id: node3, raft: 127.0.0.1:7003, http: 127.0.0.1:8003}
            """;

    @TempDir
    Path folder;

    @Test
    void when_everythingIsWrong_then_reportTellsAllByLine() throws Exception {
        assertReport(
                """
                node.yaml: 99 problems
                """,
                """
                node_id: node4
                dataDir: /var/lib/trivet
                cluster_id: my cluster
                members:
                  - {id: node1, raft: 127.0.0.1:7001, http: 127.0.0.1:8001}
                  - {id: node1, raft: 127.0.0.1:8001, http: 0.0.0.0:8002}
                  - id: node3
                    raft: 127.0.0.1:7001
                    htp: 127.0.0.1:8003
                  - node4
                raft:
                  election_timout: 1s
                  snapshot_interval: 10
                http:
                  io_threads: many
                  idle_timeout: [1s]
                  io_threads: 4
                raft:
                  lag_warning: 5
                limits:
                  max_value: 2GiB
                  default_timeout: 10s
                  max_timeout: 2s
                election_timeout: 1s
                retention.revisions: 5
                retention: 1000
                storage:
                  block_cache:
                """,
                "raft.lag_warning=-1",
                "raft=1s",
                "limit.max_key=5",
                "members[7].id=x",
                "members[].id=x",
                "verbose");
    }

    @Test
    void when_yamlIsBroken_then_lineAndOverridesAreTold() throws Exception {
        assertReport("X", "node_id: a\nraft:\n\telection_timeout: 1s\n", "raft.x=1", "members[2].id=a");
        assertReport("X", "node_id: a: b\n");
        assertReport("X", "node_id: a\n---\nnode_id: b\n");
        assertReport("X", "- node_id\n");
        assertReport("X", "just text\n");
        assertReport("X", "node_id: \u0001\n");
        assertReport("X", "? [a]\n: b\n");
        assertReport("X", "raft: &a {raft: *a}\n");
    }

    @Test
    void when_fileCannotBeRead_then_reasonIsTold() throws Exception {
        assertEquals("X", report(folder.resolve("absent.yaml")));
        assertEquals("X", report(folder));
        assertEquals("X", report(Files.write(folder.resolve("latin1.yaml"), new byte[] {'a', (byte) 0xe4, ':'})));
        assertEquals("X", report(Files.write(folder.resolve("long.yaml"), new byte[(1 << 20) + 1])));
    }

    @Test
    void when_noFileIsGiven_then_reportIsOfCommandLine() {
        assertEquals("X", report(null, "raft.lag_warnin=1"));
    }

    @Test
    void when_membersAreNoList_then_itIsToldOnce() throws Exception {
        assertReport("X", "{node_id: a, members: []}");
        assertReport("X", "{node_id: a, members: }");
        assertReport("X", "{node_id: a, members: {id: a}}");
    }

    @Test
    void when_thereAreTooManyMembers_then_itIsTold() throws Exception {
        StringBuilder yaml = new StringBuilder("node_id: n1\nmembers:\n");
        for (int n = 0; n < 10; n++) {
            yaml.append("  - {id: n%d, raft: 10.0.0.%d:1, http: 10.0.0.%d:2}\n".formatted(n, n, n));
        }
        assertReport("X", yaml.toString());
    }

    @Test
    void when_nodeIsNotAmongMembers_then_itIsTold() throws Exception {
        assertReport("X", THREE);
        assertReport("X", THREE + "node_id: node4\n");
    }

    @Test
    void when_listenerContradictsMembers_then_itIsTold() throws Exception {
        assertReport("X", THREE + "node_id: node2\nhttp: {listen: 0.0.0.0:8001}\n");
        assertReport("X", "http: {listen: 127.0.0.1:9080}\n");
        assertReport("X", "http: {listen: 0.0.0.0:9080}\n");
        assertReport(
                "X",
                "{node_id: a, members: [{id: a, raft: 10.0.0.1:80, http: 10.0.0.2:80}], http: {listen: 0.0.0.0:80}}");
    }

    @Test
    void when_limitsContradict_then_itIsToldOfTheOneThatWasGiven() throws Exception {
        assertReport("X", "limits: {max_timeout: 2s}\n");
        assertReport("X", "limits:\n  max_timeout: 2s\n  default_timeout: 3s\n");
        assertReport("X", "limits: {max_value: 16MiB}\n");
        assertReport("X", "limits: {max_inflight_bytes: 1MiB}\n");
    }

    private void assertReport(String expected, String yaml, String... overrides) throws Exception {
        assertEquals(expected.strip(), report(Files.writeString(folder.resolve("node.yaml"), yaml), overrides));
    }

    private String report(Path file, String... overrides) {
        ConfigException e = assertThrows(ConfigException.class, () -> ConfigLoader.load(file, List.of(overrides)));
        System.out.println(e.getMessage() + "\n--");
        return e.getMessage().replace(folder + "/", "");
    }
}
