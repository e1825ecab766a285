package io.trivet.bench.load.generator;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the clients do to keys drawn evenly at random. */
public enum Mix {
    SET,
    GET,
    /** Nine gets for each set. */
    MIXED,
    /** Sets on the condition that the record is still the one last seen. */
    CAS;

    private static final int SETS_IN_A_HUNDRED = 10;

    /** How it is written on a command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, as they are written on a command line. */
    public static List<String> labels() {
        return Stream.of(values()).map(Mix::label).toList();
    }

    /** The kind of the next call; {@code dice} is drawn from 0 to 99. */
    Kind kind(int dice) {
        return switch (this) {
            case SET -> Kind.SET;
            case GET -> Kind.GET;
            case MIXED -> dice < SETS_IN_A_HUNDRED ? Kind.SET : Kind.GET;
            case CAS -> Kind.CAS;
        };
    }
}
