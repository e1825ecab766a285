package io.trivet.server.raft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivet.server.folder.Formation;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerCodecTest {

    @Test
    void when_requestIsEncoded_then_bytesAreTheAgreedOnes() throws IOException {
        PeerRequest request = new PeerRequest(PeerRequest.Kind.PROPOSE, "c1", 2000, new byte[] {9, 8});

        byte[] bytes = PeerCodec.encode(request);

        assertEquals("01" + "000750524f504f5345" + "00026331" + "00000000000007d0" + "0908", hex(bytes));
        PeerRequest decoded = PeerCodec.decodeRequest(bytes);
        assertEquals(request.kind(), decoded.kind());
        assertEquals(request.group(), decoded.group());
        assertEquals(request.timeoutMillis(), decoded.timeoutMillis());
        assertArrayEquals(request.body(), decoded.body());
    }

    @Test
    void when_refusalIsEncoded_then_itsReasonComesBack() throws IOException {
        PeerResponse refused = PeerResponse.failed(
                new MembershipException(MembershipException.Reason.UNKNOWN_MEMBER, "there is no member n4"));
        PeerResponse decoded = PeerCodec.decodeResponse(PeerCodec.encode(refused));
        assertEquals(PeerResponse.Result.REFUSED, decoded.result());
        assertEquals("UNKNOWN_MEMBER", decoded.reason());
        assertEquals("there is no member n4", decoded.message());
    }

    @Test
    void when_introductionIsEncoded_then_itComesBack() throws IOException {
        Member member = new Member("n1", "abc", "h:1", "h:2");
        NodeIdentity identity = NodeIdentity.fresh("n1", "c").admitted(new Formation("f", List.of(member)));
        Introduction told =
                new Introduction(identity, new Membership(7, List.of(member, member), List.of("gone")), true);
        assertEquals(told, PeerCodec.decodeIntroduction(PeerCodec.encode(told)));
        assertEquals(identity, PeerCodec.decodeIdentity(PeerCodec.encode(identity)));
        assertEquals(member, PeerCodec.decodeMember(PeerCodec.encode(member)));
    }

    @Test
    void when_responseIsEncoded_then_bytesAreTheAgreedOnes() throws IOException {
        PeerResponse response =
                PeerResponse.failed(new UnavailableException(UnavailableException.Reason.NO_LEADER, "gone"));

        byte[] bytes = PeerCodec.encode(response);

        assertEquals("01" + "000b554e415641494c41424c45" + "00094e4f5f4c4541444552" + "0004676f6e65", hex(bytes));
        assertEquals(
                PeerResponse.Result.UNAVAILABLE, PeerCodec.decodeResponse(bytes).result());
        assertEquals("NO_LEADER", PeerCodec.decodeResponse(bytes).reason());
    }

    @Test
    void when_statusIsEncoded_then_itComesBackTheSame() throws IOException {
        MemberStatus status = new MemberStatus(Role.FOLLOWER, 3, "node2", 10, 12, 9, "0.1.0");
        assertEquals(status, PeerCodec.decodeStatus(PeerCodec.encode(status)));
        assertEquals(MemberStatus.UNREACHABLE, PeerCodec.decodeStatus(PeerCodec.encode(MemberStatus.UNREACHABLE)));
    }

    @Test
    void when_bytesAreCutOrOfAnotherFormat_then_decodingFails() {
        byte[] bytes = PeerCodec.encode(new PeerRequest(PeerRequest.Kind.STATUS, "c1", 1, new byte[0]));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> PeerCodec.decodeRequest(cut));
        }
        bytes[0] = 2;
        assertThrows(IOException.class, () -> PeerCodec.decodeRequest(bytes));
        bytes[0] = 1;
        bytes[3] = 'x';
        assertThrows(IOException.class, () -> PeerCodec.decodeRequest(bytes));
    }

    @Test
    void when_failureIsNotOfThisPackage_then_outcomeIsUnknown() {
        assertEquals(
                PeerResponse.Result.UNKNOWN,
                PeerResponse.failed(new IllegalStateException("x")).result());
        assertEquals(
                PeerResponse.Result.UNKNOWN,
                PeerResponse.failed(new UnknownOutcomeException("x")).result());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
