package io.trivet.bench.torture;

import java.time.Duration;

/**
 * What one client does next. All of it is drawn before anything is asked, so that the same seed gives the same steps
 * whatever the answers are.
 *
 * @param kind what is asked
 * @param key the key
 * @param node the number of the node that is asked
 * @param value a value that no other step writes
 * @param timeout how long the server may take
 */
record Step(Kind kind, String key, int node, String value, Duration timeout) {

    /** The calls of the API that a client makes. */
    enum Kind {
        PUT,
        /** A put that creates. */
        CREATE,
        /** A put that replaces the record that this client has seen last. */
        COMPARE_AND_SET,
        DELETE,
        /** A delete of the record that this client has seen last. */
        COMPARE_AND_DELETE,
        GET,
        HEAD,
        /** A local read that must be at least as new as all that this client has seen. */
        GET_AT_LEAST,
        /** A read of a revision that this client has seen earlier. */
        GET_PAST,
        /** {@code POST /set}. */
        SET_MESSAGE,
        /** {@code GET /get}. */
        GET_MESSAGE
    }
}
