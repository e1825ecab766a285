package io.trivet.bench.load.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What several clients use together, such as one connection to each member that carries the calls of many. Opened for the first
 * of them and closed after the last. Safe for use by many threads.
 *
 * @param <K> what tells one from another
 * @param <S> what is shared
 */
public final class Shared<K, S> {

    private final Function<K, S> open;
    private final Consumer<S> close;
    private final Map<K, S> opened = new HashMap<>();
    private final Map<K, Integer> users = new HashMap<>();

    public Shared(Function<K, S> open, Consumer<S> close) {
        this.open = open;
        this.close = close;
    }

    /** One more user. */
    public synchronized S acquire(K key) {
        users.merge(key, 1, Integer::sum);
        return opened.computeIfAbsent(key, open);
    }

    /** One user less. */
    public synchronized void release(K key) {
        if (users.merge(key, -1, Integer::sum) == 0) {
            S last = opened.remove(key);
            if (last != null) {
                close.accept(last);
            }
        }
    }
}
