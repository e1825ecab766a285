package io.trivet.server.raft;

import com.alipay.remoting.CustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.exception.DeserializationException;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;
import io.trivet.server.raft.UnavailableException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The bytes of {@link PeerRequest}, {@link PeerResponse} and {@link MemberStatus}, and bolt's hook to them. Each begins
 * with a format version. Without a serializer of its own a message would fall to Hessian, which builds whatever objects
 * the bytes name.
 */
final class PeerCodec implements CustomSerializer {
    private static final int FORMAT = 1;

    static byte[] encode(PeerRequest request) {
        return write(out -> {
            out.writeUTF(request.kind().name());
            out.writeUTF(request.clusterId());
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
        return new PeerResponse(
                pick(PeerResponse.Result.class, in.readUTF()), reason(in.readUTF()), in.readUTF(), in.readAllBytes());
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

    private static String reason(String name) throws IOException {
        return name.isEmpty() ? name : pick(Reason.class, name).name();
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
    public <T extends ResponseCommand> boolean deserializeContent(T response, InvokeContext context)
            throws DeserializationException {
        try {
            ((RpcResponseCommand) response).setResponseObject(decodeResponse(response.getContent()));
            return true;
        } catch (IOException e) {
            throw new DeserializationException("cannot read another member's answer: " + e.getMessage(), e);
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
