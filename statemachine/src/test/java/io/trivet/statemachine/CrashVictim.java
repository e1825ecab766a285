package io.trivet.statemachine;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * The process that {@link KillTest} kills: applies a log, with checkpoints and swaps, until it is killed or done. It says when
 * it starts to, and when a checkpoint has become its store.
 */
final class CrashVictim {
    private CrashVictim() {}

    /** @param args the folder to work in, the seed of the log, its size */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        long seed = Long.parseLong(args[1]);
        Random random = new Random();
        TestLog log = TestLog.of(seed, Integer.parseInt(args[2]));
        try (Store store = Store.open(folder.resolve("store"), "test", Rows.SMALL)) {
            System.out.println("started");
            List<Entry> entries = log.after(store.appliedIndex());
            int checkpoints = 0;
            for (int from = 0; from < entries.size(); ) {
                int to = Math.min(entries.size(), from + 1 + random.nextInt(5));
                store.apply(entries.subList(from, to));
                from = to;
                if (random.nextInt(30) == 0) {
                    Path checkpoint = folder.resolve("checkpoint" + System.nanoTime() + "-" + checkpoints++);
                    store.checkpoint(checkpoint);
                    store.replaceWith(checkpoint);
                    System.out.println("stored");
                }
            }
        }
    }
}
