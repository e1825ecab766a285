package io.trivet.server.raft;

import com.alipay.remoting.CustomSerializerManager;
import com.alipay.remoting.ProtocolCode;
import com.alipay.remoting.ProtocolManager;
import com.alipay.remoting.exception.CodecException;
import com.alipay.remoting.rpc.RpcRemoting;
import com.alipay.remoting.rpc.protocol.RpcProtocol;
import com.alipay.remoting.rpc.protocol.RpcProtocolV2;
import com.alipay.remoting.serialization.Serializer;
import com.alipay.remoting.serialization.SerializerManager;
import com.alipay.sofa.jraft.storage.impl.RocksDBLogStorage;
import com.alipay.sofa.jraft.util.StorageOptionsFactory;
import com.alipay.sofa.jraft.util.ThreadPoolsFactory;
import com.google.common.util.concurrent.MoreExecutors;
import io.trivet.server.concurrent.Threads;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.WALRecoveryMode;

/**
 * What JRaft and bolt let one set only for the whole process: the options of the log's RocksDB, the buffer that a snapshot
 * is read into, the pool that runs closures, the serializers. The one place of this module with static state, and with an
 * import of RocksDB.
 */
final class JRaftGlobals {
    private static final long MIB = 1 << 20;
    private static final Set<String> GROUPS = ConcurrentHashMap.newKeySet();

    static {
        // bolt would write log files of its own into the user's home.
        System.setProperty("sofa.middleware.log.disable", "true");
        System.setProperty("sofa.middleware.log.internal.level", "ERROR");

        // A part of a snapshot is read into a buffer of this size, which grows by this size and is copied each time:
        // with JRaft's 1 KiB, a thousand times for one message.
        System.setProperty("jraft.byte_buf.size", Integer.toString(JRaftOptions.SNAPSHOT_PART_BYTES));

        DBOptions options = StorageOptionsFactory.getDefaultRocksDBOptions();
        // JRaft's default, point-in-time recovery, opens at the last good record before a damaged one and so drops
        // acknowledged entries without a word. A torn last record, as a crash leaves it, was never acknowledged.
        options.setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
        options.setParanoidChecks(true);
        options.setMaxTotalWalSize(64 * MIB);
        options.setKeepLogFileNum(5);
        options.setMaxLogFileSize(4 * MIB);
        StorageOptionsFactory.registerRocksDBOptions(RocksDBLogStorage.class, options);

        ColumnFamilyOptions families = StorageOptionsFactory.getDefaultRocksDBColumnFamilyOptions();
        families.setWriteBufferSize(16 * MIB);
        StorageOptionsFactory.registerRocksDBColumnFamilyOptions(RocksDBLogStorage.class, families);

        answerOnNetworkThreads();

        PeerCodec codec = new PeerCodec();
        CustomSerializerManager.registerCustomSerializer(PeerRequest.class.getName(), codec);
        CustomSerializerManager.registerCustomSerializer(PeerResponse.class.getName(), codec);
        SerializerManager.addSerializer(SerializerManager.Hessian2, new RejectingSerializer());
    }

    private JRaftGlobals() {}

    /**
     * bolt's own pool would take each answer from the network thread, mostly to hand it to the executor that waits for it.
     * Without it what has no executor of its own, such as {@link PeerTransport}'s answers, runs on the network thread.
     */
    private static void answerOnNetworkThreads() {
        try {
            Class.forName(RpcRemoting.class.getName()); // which loads the protocols
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        for (byte protocol : List.of(RpcProtocol.PROTOCOL_CODE, RpcProtocolV2.PROTOCOL_CODE)) {
            ProtocolManager.getProtocol(ProtocolCode.fromBytes(protocol))
                    .getCommandHandler()
                    .registerDefaultExecutor(MoreExecutors.newDirectExecutorService());
        }
    }

    /** Sets what concerns every group; to be called before anything of bolt or JRaft is used. */
    static void load() {
        // initializing this class does it
    }

    /**
     * Gives the group a pool with a queue. JRaft's own has none: under load it refuses tasks, and replication dies
     * while heartbeats go on (sofa-jraft #1271, #1272). The queue is bounded by the writes in flight.
     */
    static void prepareGroup(String groupId) {
        if (!GROUPS.add(groupId)) {
            return;
        }
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolsFactory.registerThreadPool(groupId, Threads.pool("trivet-raft-closure", threads));
    }

    /** Stands where bolt would put Hessian: nobody on the Raft port gets to name classes to be built. */
    private static final class RejectingSerializer implements Serializer {
        @Override
        public byte[] serialize(Object object) throws CodecException {
            throw new CodecException("no serializer for " + object.getClass().getName());
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // bolt's signature
        public <T> T deserialize(byte[] data, String className) throws CodecException {
            throw new CodecException("messages of class " + className + " are not accepted");
        }
    }
}
