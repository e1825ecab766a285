package io.trivet.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {

    @ParameterizedTest
    @CsvSource({
        "200, APPLIED",
        "201, APPLIED",
        "204, APPLIED",
        "400, NOT_APPLIED",
        "412, NOT_APPLIED",
        "429, NOT_APPLIED",
        "503, NOT_APPLIED",
        "500, UNKNOWN",
        "502, UNKNOWN",
        "504, UNKNOWN"
    })
    void when_serverAnswers_then_statusDecides(int status, WriteResult expected) {
        assertEquals(expected, new Reply.Answered(status, new byte[0], 0, 0, -1, null, null).writeResult());
    }

    @Test
    void when_connectionWasNeverMade_then_writeIsNotApplied() {
        assertEquals(WriteResult.NOT_APPLIED, after(new ConnectException("refused")));
        assertEquals(WriteResult.NOT_APPLIED, after(new HttpConnectTimeoutException("no handshake")));
    }

    @Test
    void when_connectionBrokeAfterSending_then_writeIsUnknown() {
        assertEquals(WriteResult.UNKNOWN, after(new IOException("Connection reset")));
        assertEquals(WriteResult.UNKNOWN, after(new HttpTimeoutException("request timed out")));
    }

    private static WriteResult after(IOException failure) {
        return new Reply.Unanswered(failure).writeResult();
    }
}
