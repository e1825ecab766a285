package io.trivet.bench.load.compare;

import io.trivet.bench.cluster.EtcdCluster;
import io.trivet.bench.load.etcd.EtcdTarget;
import io.trivet.bench.load.system.Target;
import io.trivet.bench.load.zookeeper.ZooKeeperTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A system to compare with. */
enum Peer {
    ETCD,
    ZOOKEEPER;

    static List<String> labels() {
        return Stream.of(values()).map(Peer::label).toList();
    }

    static Peer named(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What installs it, if it is not there. ZooKeeper comes with the build. */
    Optional<String> missing() {
        return switch (this) {
            case ETCD ->
                EtcdCluster.installed()
                        ? Optional.empty()
                        : Optional.of("etcd is not installed; apt-get install etcd-server etcd-client");
            case ZOOKEEPER -> Optional.empty();
        };
    }

    /** Starts three members in a folder below {@code parent}. */
    Target start(Path parent) {
        return switch (this) {
            case ETCD -> EtcdTarget.start(parent);
            case ZOOKEEPER -> ZooKeeperTarget.start(parent);
        };
    }
}
