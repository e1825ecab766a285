package io.trivet.bench.load.generator;

/** Is told how a call ended: exactly one of these, once, on the event loop thread. */
public interface AnswerListener {

    /** The key holds this value; {@code revision} is that of its record. */
    void value(byte[] value, long revision);

    /** There is no such key. */
    void missing();

    /** The value was written; {@code revision} is that of the new record. */
    void written(long revision);

    /** The record is not the one that was expected, and nothing was written. */
    void conflict();

    /**
     * There is no such answer; a write may have happened or may still happen.
     *
     * @param code why, in a word to count by, such as {@code overloaded}
     */
    void failed(String code);
}
