package io.trivet.bench.cluster;

import java.nio.file.Path;
import java.util.Map;

/** A library that the processes of the nodes load before all others, to stand between them and the kernel. */
public interface Preload {

    /** The shared object; goes into {@code LD_PRELOAD}. */
    Path library();

    /**
     * What the library is told by environment variables. Called once for a node, before its first start.
     *
     * @param dataDir the data folder of the node, which may not exist yet; files beside it belong to the node too
     */
    Map<String, String> environment(Path dataDir);
}
