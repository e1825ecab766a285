package io.trivet.bench.load.generator;

/**
 * When a client is to make its calls. Latency counts from then, not from when the call could be sent: a system that stalls is
 * charged for all the calls that it held up, and not for the one that happened to be under way ("coordinated omission").
 */
public interface Schedule {

    /**
     * The instant at which a client's next call is due.
     *
     * @param client its number, from 0
     * @param call how many calls it made before in this run
     * @param now nanoseconds since the run began, as is the result
     */
    long due(int client, long call, long now);

    /** Each call when the one before it has ended: as many calls at a time as there are clients. */
    static Schedule closedLoop() {
        return (client, call, now) -> now;
    }

    /**
     * A fixed number of calls a second over all clients, evenly spread over time and clients, however long the answers take.
     */
    static Schedule fixedRate(double callsPerSecond, int clients) {
        double interval = 1e9 / callsPerSecond;
        return (client, call, now) -> (long) ((call * clients + client) * interval);
    }
}
