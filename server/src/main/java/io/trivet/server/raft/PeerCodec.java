package io.trivet.server.raft;

import com.alipay.remoting.CustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.exception.DeserializationException;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;
import io.trivet.server.folder.NodeIdentity;
import io.trivet.server.raft.UnavailableException.Reason;
import io.trivet.statemachine.Member;
import io.trivet.statemachine.Membership;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of {@link PeerRequest}, {@link PeerResponse} and their contents, and bolt's hook to them. Each begins
 * with a format version. Without a serializer of its own a message would fall to Hessian, which builds whatever objects
 * the bytes name.
 */
final class PeerCodec implements CustomSerializer {
    private static final int FORMAT = 1;

    static byte[] encode(PeerRequest request) {
        return write(out -> {
            out.writeUTF(request.kind().name());
            out.writeUTF(request.group());
            out.writeLong(request.timeoutMillis());
            out.write(request.body());
        });
    }

    static PeerRequest decodeRequest(byte[] bytes) throws IOException {
        DataInputStream in = open(bytes);
        return new PeerRequest(
                pick(PeerRequest.Kind.class, in.readUTF()), in.readUTF(), in.readLong(), in.readAllBytes());
    }

    static byte[] encode(PeerResponse response) {
        return write(out -> {
            out.writeUTF(response.result().name());
            out.writeUTF(response.reason());
            out.writeUTF(response.message());
            out.write(response.body());
        });
    }

    static PeerResponse decodeResponse(byte[] bytes) throws IOException {
        DataInputStream in = open(bytes);
        PeerResponse.Result result = pick(PeerResponse.Result.class, in.readUTF());
        return new PeerResponse(result, reason(result, in.readUTF()), in.readUTF(), in.readAllBytes());
    }

    static byte[] encode(Confirmation said) {
        return write(out -> {
            out.writeUTF(said.instance());
            out.writeLong(said.term());
        });
    }

    static Confirmation decodeConfirmation(byte[] bytes) throws IOException {
        DataInputStream in = open(bytes);
        return new Confirmation(in.readUTF(), in.readLong());
    }

    static byte[] encode(ReadIndex told) {
        return write(out -> {
            out.writeLong(told.index());
            out.writeLong(told.term());
        });
    }

    static ReadIndex decodeReadIndex(byte[] bytes) throws IOException {
        DataInputStream in = open(bytes);
        return new ReadIndex(in.readLong(), in.readLong());
    }

    static byte[] encode(MemberStatus status) {
        String leader = status.leader();
        return write(out -> {
            out.writeUTF(status.role().name());
            out.writeLong(status.term());
            out.writeUTF(leader == null ? "" : leader);
            out.writeLong(status.appliedIndex());
            out.writeLong(status.committedIndex());
            out.writeLong(status.revision());
            out.writeUTF(status.version());
        });
    }

    static MemberStatus decodeStatus(byte[] bytes) throws IOException {
        DataInputStream in = open(bytes);
        Role role = pick(Role.class, in.readUTF());
        long term = in.readLong();
        String leader = in.readUTF();
        return new MemberStatus(
                role,
                term,
                leader.isEmpty() ? null : leader,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readUTF());
    }

    static byte[] encode(Introduction introduction) {
        return write(out -> {
            write(introduction.identity(), out);
            out.writeBoolean(introduction.confirmed());
            Membership membership = introduction.membership();
            out.writeLong(membership.index());
            out.writeInt(membership.members().size());
            for (Member member : membership.members()) {
                write(member, out);
            }
            out.writeInt(membership.removed().size());
            for (String instance : membership.removed()) {
                out.writeUTF(instance);
            }
        });
    }

    static Introduction decodeIntroduction(byte[] bytes) throws IOException {
        DataInputStream in = open(bytes);
        NodeIdentity identity = readIdentity(in);
        boolean confirmed = in.readBoolean();
        long index = in.readLong();
        List<Member> members = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            members.add(readMember(in));
        }
        List<String> removed = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            removed.add(in.readUTF());
        }
        return new Introduction(identity, new Membership(index, members, removed), confirmed);
    }

    static byte[] encode(NodeIdentity identity) {
        return write(out -> write(identity, out));
    }

    static NodeIdentity decodeIdentity(byte[] bytes) throws IOException {
        return readIdentity(open(bytes));
    }

    static byte[] encode(Member member) {
        return write(out -> write(member, out));
    }

    static Member decodeMember(byte[] bytes) throws IOException {
        return readMember(open(bytes));
    }

    private static void write(NodeIdentity identity, DataOutputStream out) throws IOException {
        byte[] json = identity.encode();
        out.writeInt(json.length);
        out.write(json);
    }

    private static NodeIdentity readIdentity(DataInputStream in) throws IOException {
        return NodeIdentity.decode(in.readNBytes(in.readInt()));
    }

    private static void write(Member member, DataOutputStream out) throws IOException {
        out.writeUTF(member.id());
        out.writeUTF(member.instance());
        out.writeUTF(member.raft());
        out.writeUTF(member.http());
    }

    private static Member readMember(DataInputStream in) throws IOException {
        return new Member(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF());
    }

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] write(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static DataInputStream open(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int format = in.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException("message of format " + format + "; this node speaks format " + FORMAT);
        }
        return in;
    }

    private static <E extends Enum<E>> E pick(Class<E> type, String name) throws IOException {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new IOException("this node knows no " + type.getSimpleName() + " " + name, e);
        }
    }

    private static String reason(PeerResponse.Result result, String name) throws IOException {
        if (name.isEmpty()) {
            return name;
        }
        return result == PeerResponse.Result.REFUSED
                ? pick(MembershipException.Reason.class, name).name()
                : pick(Reason.class, name).name();
    }

    @Override
    public <T extends RequestCommand> boolean serializeContent(T request, InvokeContext context) {
        RpcRequestCommand command = (RpcRequestCommand) request;
        command.setContent(encode((PeerRequest) command.getRequestObject()));
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeContent(T response) {
        RpcResponseCommand command = (RpcResponseCommand) response;
        command.setContent(encode((PeerResponse) command.getResponseObject()));
        return true;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeContent(T request) throws DeserializationException {
        try {
            ((RpcRequestCommand) request).setRequestObject(decodeRequest(request.getContent()));
            return true;
        } catch (IOException e) {
            throw new DeserializationException("cannot read a request of another member: " + e.getMessage(), e);
        }
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeContent(T response, InvokeContext context) {
        ((RpcResponseCommand) response).setResponseObject(readable(response.getContent()));
        return true;
    }

    /** Whoever asked would never hear of an exception from here: bolt only logs it, and has stopped its timer already. */
    private static PeerResponse readable(byte[] bytes) {
        try {
            return decodeResponse(bytes);
        } catch (IOException e) {
            return PeerResponse.failed(new UnknownOutcomeException("cannot read a member's answer: " + e.getMessage()));
        }
    }

    @Override
    public <T extends RequestCommand> boolean serializeHeader(T request, InvokeContext context) {
        return false;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeHeader(T response) {
        return false;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeHeader(T request) {
        return false;
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeHeader(T response, InvokeContext context) {
        return false;
    }
}
