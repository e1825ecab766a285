package io.trivet.bench.load.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.trivet.bench.load.generator.AnswerListener;
import io.trivet.bench.load.generator.Connection;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * etcd's gRPC interface, by jetcd's stubs on gRPC's own Netty transport: jetcd itself adds a second client stack on top of them
 * and calls back on its own threads.
 */
final class EtcdGrpc implements Connection {

    private final ManagedChannel channel;
    private final boolean linearizable;
    private final Runnable release;
    private @Nullable Call<?> pending;

    /**
     * One client's share of a channel.
     *
     * @param channel whose callbacks come on the event loop thread
     * @param release lets go of it
     */
    EtcdGrpc(ManagedChannel channel, boolean linearizable, Runnable release) {
        this.linearizable = linearizable;
        this.channel = channel;
        this.release = release;
    }

    @Override
    public void get(byte[] key, AnswerListener listener) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(key))
                .setSerializable(!linearizable)
                .build();
        call(KVGrpc.getRangeMethod(), request, listener, EtcdGrpc::found);
    }

    @Override
    public void set(byte[] key, byte[] value, AnswerListener listener) {
        call(KVGrpc.getPutMethod(), put(key, value), listener, EtcdGrpc::written);
    }

    @Override
    public void compareAndSet(byte[] key, byte[] value, long revision, AnswerListener listener) {
        Compare unchanged = Compare.newBuilder()
                .setTarget(Compare.CompareTarget.MOD)
                .setKey(ByteString.copyFrom(key))
                .setModRevision(revision)
                .build();
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(unchanged)
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
                .build();
        call(KVGrpc.getTxnMethod(), request, listener, EtcdGrpc::compared);
    }

    private static PutRequest put(byte[] key, byte[] value) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFrom(key))
                .setValue(ByteString.copyFrom(value))
                .build();
    }

    private static void found(RangeResponse response, AnswerListener listener) {
        if (response.getKvsCount() == 0) {
            listener.missing();
        } else {
            KeyValue record = response.getKvs(0);
            listener.value(record.getValue().toByteArray(), record.getModRevision());
        }
    }

    private static void written(PutResponse response, AnswerListener listener) {
        listener.written(response.getHeader().getRevision());
    }

    private static void compared(TxnResponse response, AnswerListener listener) {
        if (response.getSucceeded()) {
            listener.written(response.getHeader().getRevision());
        } else {
            listener.conflict();
        }
    }

    private <Q, A> void call(
            MethodDescriptor<Q, A> method, Q request, AnswerListener listener, BiConsumer<A, AnswerListener> success) {
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        Call<A> made = new Call<>(listener, success);
        pending = made;
        call.start(made, new Metadata());
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
    }

    @Override
    public void abandon() {
        pending = null;
    }

    @Override
    public void close() {
        abandon();
        release.run();
    }

    /** One call, until it ends. */
    private final class Call<A> extends ClientCall.Listener<A> {

        private final AnswerListener listener;
        private final BiConsumer<A, AnswerListener> success;
        private @Nullable A answer;

        Call(AnswerListener listener, BiConsumer<A, AnswerListener> success) {
            this.listener = listener;
            this.success = success;
        }

        @Override
        public void onMessage(A message) {
            answer = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (pending != this) {
                return;
            }
            pending = null;
            if (status.isOk() && answer != null) {
                success.accept(answer, listener);
            } else {
                listener.failed(status.getCode().name().toLowerCase(Locale.ROOT));
            }
        }
    }
}
