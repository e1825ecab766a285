package io.trivet.bench.load.system;

import io.trivet.bench.load.generator.Connector;
import java.util.Map;

/** A system that load is made on. Closing it ends what was started for it. */
public interface Target extends AutoCloseable {

    /** What it is called in reports. */
    String name();

    /**
     * The ways to talk to it, by name.
     *
     * @param linearizable whether reads must show the last acknowledged write; otherwise they show what a member has
     */
    Map<String, Connector> interfaces(boolean linearizable);

    /** Its processes, as far as they run on this machine and are its own, by name. */
    Map<String, Long> processes();

    /**
     * Waits until every member serves, such as after its processes were frozen.
     *
     * @throws IllegalStateException when one does not within a minute
     */
    void awaitReady();

    @Override
    void close();
}
