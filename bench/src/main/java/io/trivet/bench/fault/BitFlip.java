package io.trivet.bench.fault;

import io.trivet.bench.cluster.NodeProcess;
import io.trivet.bench.cluster.Poll;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * One bit of a stopped node's data is flipped. The node must refuse to start with the exit code of a folder or storage
 * that cannot be used, or serve nothing wrong. A flip that no one has read yet does not show: in either case the node is
 * replaced in the end.
 */
final class BitFlip extends DataFault {

    private static final int UNUSABLE_FOLDER = 4;
    private static final int STORAGE_FAILED = 6;
    private static final Duration START = Duration.ofSeconds(60);
    private static final List<String> WITHOUT_DATA = List.of("LOG", "OPTIONS", "IDENTITY");
    private static final String LOG = "raft/log";
    private static final String STORE = "store";
    private static final String SNAPSHOT = "raft/snapshot";

    @Override
    public String name() {
        return "bitflip";
    }

    @Override
    public List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        for (String part : List.of(LOG, STORE, SNAPSHOT)) {
            variants.add(Variant.of(Target.LEADER, part, 500, 2000));
            variants.add(Variant.of(Target.FOLLOWER, part, 500, 2000));
        }
        return variants;
    }

    @Override
    public void strike(Injection injection) {
        NodeProcess node = injection.takeWithData();
        node.kill9();
        flip(injection, node.dataDir());
        node.start();
        Poll.until(
                node + " starts or refuses to",
                START,
                () -> !node.alive() || node.client().ready());
        injection.hold();
        if (node.exitStatus().isEmpty()) {
            injection.note("served on");
            node.kill9();
        } else {
            int status = node.exitStatus().getAsInt();
            injection.note("ended with exit code " + status);
            if (status != UNUSABLE_FOLDER && status != STORAGE_FAILED) {
                injection.violation(node, "ended with exit code " + status);
            }
        }
        replace(injection, node);
    }

    /** In a file of the part that was chosen; in any other if that is empty, such as before the first snapshot. */
    private static void flip(Injection injection, Path dataDir) {
        List<Path> files = files(dataDir.resolve(injection.variant().detail()));
        if (files.isEmpty()) {
            files = files(dataDir.resolve(STORE));
        }
        Collections.shuffle(files, injection.random());
        Path file = files.get(0);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long position = (long) (injection.random().nextDouble() * bytes.length());
            int bit = injection.random().nextInt(Byte.SIZE);
            bytes.seek(position);
            int before = bytes.read();
            bytes.seek(position);
            bytes.write(before ^ (1 << bit));
            injection.note("bit " + bit + " of byte " + position + " of " + dataDir.relativize(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that hold data, in the order of their names; some of RocksDB's hold none. */
    private static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return new ArrayList<>(tree.filter(BitFlip::holdsData).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsData(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && file.toFile().length() > 0
                && WITHOUT_DATA.stream().noneMatch(name::startsWith);
    }
}
