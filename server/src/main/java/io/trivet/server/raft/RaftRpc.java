package io.trivet.server.raft;

import com.alipay.sofa.jraft.rpc.ProtobufMsgFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcServer;
import com.alipay.sofa.jraft.rpc.impl.PingRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.GetFileRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.InstallSnapshotRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.RequestVoteRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.TimeoutNowRequestProcessor;
import com.alipay.sofa.jraft.util.RpcFactoryHelper;
import io.trivet.server.config.NodeConfig.Address;
import java.util.concurrent.Executor;

/**
 * The server side of the Raft transport, bound to one address (bolt left alone takes all interfaces) and without JRaft's
 * administration calls, which let whoever reaches the port change the membership.
 */
final class RaftRpc {
    private RaftRpc() {}

    /** A server that answers nothing yet. */
    static RpcServer server(Address address) {
        RpcFactoryHelper.rpcFactory().ensurePipeline();
        ProtobufMsgFactory.load();
        return new BoltRpcServer(new com.alipay.remoting.rpc.RpcServer(address.host(), address.port(), true));
    }

    /** Lets a server take part in Raft; it may be running. */
    static void register(RpcServer server, Executor executor) {
        AppendEntriesRequestProcessor append = new AppendEntriesRequestProcessor(executor);
        server.registerConnectionClosedEventListener(append);
        server.registerProcessor(append);
        server.registerProcessor(new GetFileRequestProcessor(executor));
        server.registerProcessor(new InstallSnapshotRequestProcessor(executor));
        server.registerProcessor(new RequestVoteRequestProcessor(executor));
        server.registerProcessor(new PingRequestProcessor(executor));
        server.registerProcessor(new TimeoutNowRequestProcessor(executor));
    }
}
