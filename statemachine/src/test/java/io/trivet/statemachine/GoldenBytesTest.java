package io.trivet.statemachine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Pins every byte that is stored or sent. A change here is a change of format: old bytes must stay readable. */
class GoldenBytesTest {
    private static final byte[] KEY = {'k', 0};
    private static final byte[] VALUE = {'v', (byte) 0xFF};
    private static final Condition IN = new Condition.RevisionIn(Set.of(9L, 2L, 300L));
    private static final Condition NOT_IN = new Condition.RevisionNotIn(Set.of(7L));

    private static final String CLOCK = "0000018bcfe56800";
    private static final String PUT_KEY = "00000002" + "6b00";
    private static final String PUT_REST = PUT_KEY + "0000000a" + "746578742f706c61696e" + "00000002" + "76ff";
    private static final String REVISIONS_IN =
            "00000003" + "0000000000000002" + "0000000000000009" + "000000000000012c";
    private static final String REVISIONS_NOT_IN = "00000001" + "0000000000000007";

    @Test
    void when_putIsEncoded_then_bytesAreGolden() {
        requireProposal("01" + CLOCK + "01" + "00" + PUT_REST, put(Condition.ALWAYS));
        requireProposal("01" + CLOCK + "01" + "01" + PUT_REST, put(new Condition.Exists()));
        requireProposal("01" + CLOCK + "01" + "02" + PUT_REST, put(new Condition.Absent()));
        requireProposal("01" + CLOCK + "01" + "03" + REVISIONS_IN + PUT_REST, put(IN));
        requireProposal("01" + CLOCK + "01" + "04" + REVISIONS_NOT_IN + PUT_REST, put(NOT_IN));
    }

    @Test
    void when_deleteIsEncoded_then_bytesAreGolden() {
        requireProposal("01" + CLOCK + "02" + "00" + PUT_KEY, new Command.Delete(KEY, Condition.ALWAYS));
        requireProposal("01" + CLOCK + "02" + "01" + PUT_KEY, new Command.Delete(KEY, new Condition.Exists()));
        requireProposal("01" + CLOCK + "02" + "02" + PUT_KEY, new Command.Delete(KEY, new Condition.Absent()));
        requireProposal("01" + CLOCK + "02" + "03" + REVISIONS_IN + PUT_KEY, new Command.Delete(KEY, IN));
        requireProposal("01" + CLOCK + "02" + "04" + REVISIONS_NOT_IN + PUT_KEY, new Command.Delete(KEY, NOT_IN));
    }

    @Test
    void when_severalCommandsAreEncoded_then_bytesAreGolden() {
        requireProposal(
                "02" + CLOCK + "00000003" + "01" + "01" + PUT_REST + "02" + "04" + REVISIONS_NOT_IN + PUT_KEY + "01"
                        + "00" + PUT_REST,
                put(new Condition.Exists()),
                new Command.Delete(KEY, NOT_IN),
                put(Condition.ALWAYS));
    }

    @Test
    void when_compactIsEncoded_then_bytesAreGolden() {
        requireProposal("01" + CLOCK + "03" + "00000000000186a0", new Command.Compact(100_000));
    }

    @Test
    void when_changeOfMembersIsEncoded_then_bytesAreGolden() {
        String member = "00000001" + "6e" + "00000002" + "6964" + "00000003" + "723a31" + "00000003" + "683a32";
        Membership membership = new Membership(9, List.of(new Member("n", "id", "r:1", "h:2")), List.of("x"));
        String bytes = "0000000000000009" + "00000001" + member + "00000001" + "00000001" + "78";
        requireProposal("01" + CLOCK + "04" + bytes, new Command.ChangeMembers(membership));
        assertEquals("01" + bytes, HexFormat.of().formatHex(membership.encode()));
        assertEquals(membership, Membership.decode(membership.encode()));
    }

    @Test
    void when_outcomeIsEncoded_then_bytesAreGolden() {
        requireOutcome("01" + "01" + "0000000000000005" + "01", new Outcome.Written(5, true));
        requireOutcome("01" + "01" + "0000000000000005" + "00", new Outcome.Written(5, false));
        requireOutcome("01" + "02" + "0000000000000006" + "01", new Outcome.Deleted(6, true));
        requireOutcome("01" + "02" + "0000000000000006" + "00", new Outcome.Deleted(6, false));
        requireOutcome("01" + "03" + "0000000000000007" + "0000000000000002", new Outcome.Refused(7, 2));
        requireOutcome("01" + "04" + "0000000000000008" + "0000000000000003", new Outcome.Compacted(8, 3));
        requireOutcome("01" + "05" + "0000000000000009" + "01", new Outcome.MembersChanged(9, true));
        requireOutcome(
                "01" + "01" + "0000000000000005" + "01" + "03" + "0000000000000005" + "0000000000000002",
                new Outcome.Written(5, true),
                new Outcome.Refused(5, 2));
    }

    @Test
    void when_rowsAreEncoded_then_bytesAreGolden() {
        String record = "01" + "01" + "00" + "0000000000000009" + "0000000000000007" + "0000000000000002" + "0000000a"
                + "746578742f706c61696e" + "00000002" + "76ff";
        Record original = new Record(9, 7, 2, "text/plain", VALUE);
        assertEquals(record, Rows.hex(RecordCodec.encode(original)));
        assertTrue(Model.same(original, RecordCodec.decode(hex(record))));
        assertEquals("0102", Rows.hex(RecordCodec.tombstone()));
        assertNull(RecordCodec.decode(hex("0102")));

        assertEquals(
                "01" + "01" + "0000000000000007" + "00000002" + "6b00",
                Rows.hex(new Change(Change.Kind.PUT, 7, KEY).encode()));
        assertEquals(
                "01" + "02" + "0000000000000007" + "00000002" + "6b00",
                Rows.hex(new Change(Change.Kind.DELETE, 7, KEY).encode()));
        assertEquals(
                "01" + "0000000000000001" + "0000000000000002" + "0000000000000003" + "0000000000000004"
                        + "0000000000000005" + "0000000000000006",
                Rows.hex(new StoreState(1, 2, 3, 4, 5, 6).encode()));
    }

    @Test
    void when_rowKeysAreMade_then_bytesAreGolden() {
        assertEquals("6b00ff" + "0000" + "fffffffffffffffa", Rows.hex(Keys.history(KEY, 5)));
        assertEquals("6b00ff" + "0001", Rows.hex(Keys.historyEnd(KEY)));
        assertEquals("6b" + "0000" + "ffffffffffffffff", Rows.hex(Keys.history(new byte[] {'k'}, 0)));
        assertEquals("0000000000000005" + "00000001", Rows.hex(Keys.change(5, 1)));
    }

    @Test
    void when_rowKeysAreSorted_then_keysStayApartAndNewestComesFirst() {
        for (byte[] a : TestLog.KEYS) {
            assertTrue(Arrays.compareUnsigned(Keys.history(a, 9), Keys.history(a, 8)) < 0);
            assertTrue(Arrays.compareUnsigned(Keys.history(a, 0), Keys.historyEnd(a)) < 0);
            for (byte[] b : TestLog.KEYS) {
                int order = Integer.signum(Arrays.compareUnsigned(a, b));
                assertEquals(order, Integer.signum(Arrays.compareUnsigned(Keys.history(a, 5), Keys.history(b, 5))));
                if (order < 0) {
                    assertTrue(Arrays.compareUnsigned(Keys.historyEnd(a), Keys.history(b, Long.MAX_VALUE)) < 0);
                }
            }
        }
    }

    @Test
    void when_bytesAreCutOrTooMany_then_decodingThrows() {
        byte[] proposal = ProposalCodec.encode(new Proposal(1, put(IN)));
        requireOnlyWhole(proposal, bytes -> ProposalCodec.decode(ByteBuffer.wrap(bytes)));
        byte[] several = ProposalCodec.encode(new Proposal(1, List.of(put(IN), put(NOT_IN))));
        requireOnlyWhole(several, bytes -> ProposalCodec.decode(ByteBuffer.wrap(bytes)));
        byte[] outcome = OutcomeCodec.encode(List.of(new Outcome.Written(1, true)));
        requireOnlyWhole(outcome, bytes -> OutcomeCodec.decode(ByteBuffer.wrap(bytes)));
        requireOnlyWhole(RecordCodec.encode(new Record(1, 1, 1, "a", VALUE)), RecordCodec::decode);
        requireOnlyWhole(new Change(Change.Kind.PUT, 7, KEY).encode(), Change::decode);
        requireOnlyWhole(new StoreState(1, 2, 3, 4, 5, 6).encode(), StoreState::decode);
    }

    private static void requireOnlyWhole(byte[] whole, Consumer<byte[]> decode) {
        decode.accept(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(StoreException.class, () -> decode.accept(cut), "cut to " + length);
        }
        assertThrows(StoreException.class, () -> decode.accept(Arrays.copyOf(whole, whole.length + 1)));
    }

    @Test
    void when_bytesMakeNoSense_then_decodingThrows() {
        List<String> proposals = List.of(
                "00" + CLOCK + "03" + "0000000000000001",
                "01" + "ffffffffffffffff" + "03" + "0000000000000001",
                "01" + CLOCK + "03" + "ffffffffffffffff",
                "01" + CLOCK + "05" + "0000000000000001",
                "01" + CLOCK + "02" + "05" + PUT_KEY,
                "01" + CLOCK + "02" + "00" + "00000000",
                "01" + CLOCK + "02" + "00" + "7fffffff" + "6b",
                "01" + CLOCK + "02" + "00" + "ffffffff" + "6b",
                "01" + CLOCK + "02" + "03" + "7fffffff" + PUT_KEY,
                "01" + CLOCK + "02" + "03" + "00000002" + "0000000000000002" + "0000000000000002" + PUT_KEY,
                "01" + CLOCK + "01" + "00" + PUT_KEY + "00000001" + "ff" + "00000000",
                "02" + CLOCK + "00000000",
                "02" + CLOCK + "7fffffff" + "02" + "00" + PUT_KEY,
                "02" + CLOCK + "00000001" + "02" + "00" + PUT_KEY,
                "02" + CLOCK + "00000002" + "02" + "00" + PUT_KEY + "03" + "0000000000000001");
        for (String bytes : proposals) {
            assertThrows(StoreException.class, () -> ProposalCodec.decode(ByteBuffer.wrap(hex(bytes))), bytes);
        }
        for (String bytes : List.of("0106" + "0000000000000001" + "01", "0101" + "0000000000000001" + "02")) {
            assertThrows(StoreException.class, () -> OutcomeCodec.decode(ByteBuffer.wrap(hex(bytes))), bytes);
        }
        String unknownFlag = "010101" + "000000000000000100000000000000010000000000000001" + "00000000" + "00000000";
        assertThrows(StoreException.class, () -> RecordCodec.decode(hex(unknownFlag)));
        assertThrows(StoreException.class, () -> RecordCodec.decode(hex("0103")));
    }

    @Test
    void when_formatIsNewer_then_operatorIsToldToUpgrade() {
        StoreException entry =
                assertThrows(StoreException.class, () -> ProposalCodec.decode(ByteBuffer.wrap(hex("03ff"))));
        assertEquals("log entry has format version 3, this build reads up to 2: upgrade this node", entry.getMessage());
        StoreException outcome =
                assertThrows(StoreException.class, () -> OutcomeCodec.decode(ByteBuffer.wrap(hex("ff"))));
        assertEquals(
                "outcome has format version 255, this build reads up to 1: upgrade this node", outcome.getMessage());
    }

    @Test
    void when_proposalIsNotAllowed_then_encodingThrows() {
        List<Proposal> wrong = List.of(
                new Proposal(-1, new Command.Compact(1)),
                new Proposal(1, new Command.Compact(-1)),
                new Proposal(1, List.of()),
                new Proposal(1, List.of(put(IN), new Command.Compact(1))),
                new Proposal(1, List.of(new Command.ChangeMembers(Membership.NONE), put(IN))),
                new Proposal(1, new Command.Delete(new byte[0], Condition.ALWAYS)),
                new Proposal(1, new Command.Put(new byte[0], VALUE, "", Condition.ALWAYS)));
        for (Proposal proposal : wrong) {
            assertThrows(IllegalArgumentException.class, () -> ProposalCodec.encode(proposal));
        }
    }

    private static Command put(Condition condition) {
        return new Command.Put(KEY, VALUE, "text/plain", condition);
    }

    /** Also from the middle of a buffer in the wrong byte order, whose position stays. */
    private static void requireProposal(String golden, Command... listed) {
        List<Command> commands = List.of(listed);
        byte[] bytes = ProposalCodec.encode(new Proposal(1_700_000_000_000L, commands));
        assertEquals(golden, Rows.hex(bytes));
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(1).put(bytes).flip().position(1);
        Proposal decoded = ProposalCodec.decode(buffer);
        assertEquals(1, buffer.position());
        assertEquals(1_700_000_000_000L, decoded.clockMillis());
        assertEquals(commands.size(), decoded.commands().size());
        for (int i = 0; i < commands.size(); i++) {
            assertEquals(commands.get(i).getClass(), decoded.commands().get(i).getClass());
            assertEquals(
                    condition(commands.get(i)), condition(decoded.commands().get(i)));
        }
        assertArrayEquals(bytes, ProposalCodec.encode(decoded));
    }

    private static Condition condition(Command command) {
        if (command instanceof Command.Put put) {
            return put.condition();
        } else if (command instanceof Command.Delete delete) {
            return delete.condition();
        }
        return Condition.ALWAYS;
    }

    private static void requireOutcome(String golden, Outcome... listed) {
        List<Outcome> outcomes = List.of(listed);
        assertEquals(golden, Rows.hex(OutcomeCodec.encode(outcomes)));
        assertEquals(outcomes, OutcomeCodec.decode(ByteBuffer.wrap(hex(golden))));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
