package io.trivet.bench.load.generator;

/** What a call asks for. */
public enum Kind {
    GET,
    SET,
    CAS
}
