package io.trivet.bench.load.measure;

import io.trivet.bench.load.generator.Generator;
import io.trivet.bench.load.generator.Ledger;
import io.trivet.bench.load.generator.LoadResult;
import io.trivet.bench.load.generator.Mix;
import io.trivet.bench.load.generator.Schedule;
import io.trivet.bench.load.generator.Second;
import io.trivet.bench.load.generator.Work;
import io.trivet.bench.load.measure.Costs.Cost;
import io.trivet.bench.load.system.Target;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One measurement: a warm-up, the load, and what the processes used for it.
 *
 * @param load how the calls went
 * @param costs what the generator and each server used
 */
public record Measured(LoadResult load, Map<String, Cost> costs) {

    private static final int READ_BACK = 1_000;

    /**
     * Measures.
     *
     * @param progress is told about each second of the load
     */
    public static Measured of(
            Target target,
            Generator generator,
            Ledger ledger,
            Mix mix,
            Schedule schedule,
            Duration warmUp,
            Duration length,
            Consumer<Second> progress) {
        int keys = ledger.keyspace().keys();
        generator.run(Work.random(mix, keys, seed()), schedule, warmUp, second -> {});
        Costs costs = Costs.since(target.processes());
        LoadResult load = generator.run(Work.random(mix, keys, seed()), schedule, length, progress);
        Map<String, Cost> used = costs.untilNow();
        generator.sample(READ_BACK, seed());
        return new Measured(load, used);
    }

    private static long seed() {
        return ThreadLocalRandom.current().nextLong();
    }
}
