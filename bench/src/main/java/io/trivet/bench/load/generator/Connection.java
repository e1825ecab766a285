package io.trivet.bench.load.generator;

/**
 * One client's way to a system. One call at a time; the event loop thread alone. A call connects first where that is
 * needed, and is never repeated. Arrays that are passed in may change once the answer has come.
 */
public interface Connection extends AutoCloseable {

    /** Reads a key. */
    void get(byte[] key, AnswerListener listener);

    /** Writes a key, whatever it holds. */
    void set(byte[] key, byte[] value, AnswerListener listener);

    /**
     * Writes a key if its record is the one of the given revision.
     *
     * @param revision as an answer told it before
     */
    void compareAndSet(byte[] key, byte[] value, long revision, AnswerListener listener);

    /** Gives up the call that is under way, whose listener is not told. The next one may be made. */
    void abandon();

    /** Abandons, and lets go of all that it holds. Nothing may be called afterwards. */
    @Override
    void close();
}
