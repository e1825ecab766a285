package io.trivet.server.benchmark;

import io.trivet.statemachine.Command;
import io.trivet.statemachine.Condition;
import io.trivet.statemachine.Entry;
import io.trivet.statemachine.Proposal;
import io.trivet.statemachine.ProposalCodec;
import io.trivet.statemachine.Store;
import io.trivet.statemachine.StoreOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A store in a temporary folder, which goes when it is closed. One thread. */
final class ScratchStore implements AutoCloseable {

    private static final int VALUE_BYTES = 256;
    private static final int FILL_BATCH = 500;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Path folder;
    private final Store store;
    private final SplittableRandom random = new SplittableRandom(1);
    private long puts;

    private ScratchStore(Path folder) {
        this.folder = folder;
        this.store = Store.open(folder.resolve("store"), "benchmark", StoreOptions.DEFAULTS);
    }

    /** A store with so many keys, numbered from 0, in its files. */
    static ScratchStore withKeys(int keys) throws IOException {
        ScratchStore scratch = new ScratchStore(Files.createTempDirectory("micro"));
        for (int done = 0; done < keys; done += FILL_BATCH) {
            LongSupplier next = () -> scratch.puts;
            scratch.put(Math.min(FILL_BATCH, keys - done), next);
        }
        scratch.store.flush();
        return scratch;
    }

    /** The 16 bytes of a key; neighbouring numbers are far apart. */
    static byte[] key(long number) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(number * SPREAD)
                .putLong(number)
                .array();
    }

    /** A put of a key with 256 bytes that do not compress. */
    static Command put(long number, SplittableRandom random) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        return new Command.Put(key(number), value, "text/plain", Condition.ALWAYS);
    }

    /** Applies puts that share a log entry. */
    void put(int batch, LongSupplier numbers) {
        List<Command> commands = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            commands.add(put(numbers.getAsLong(), random));
            puts++;
        }
        byte[] data = ProposalCodec.encode(new Proposal(1, commands));
        store.apply(List.of(new Entry(store.appliedIndex() + 1, 1, ByteBuffer.wrap(data))));
    }

    Store store() {
        return store;
    }

    /** How many puts were applied. */
    long puts() {
        return puts;
    }

    @Override
    public void close() throws IOException {
        store.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
