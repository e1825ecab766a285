package io.trivet.server.config;

/**
 * One key of the configuration.
 *
 * @param path where it stands, such as {@code raft.election_timeout}; {@code members[].raft} is a key of every member
 * @param defaultValue as one would write it
 * @param sentence what it means, for {@code conf/reference.yaml}
 */
public record Setting<T>(String path, ValueType<T> type, String defaultValue, String sentence) {
    /** This key of the member of that index. */
    Setting<T> at(int index) {
        return withPath(path.replace("[]", "[" + index + "]"));
    }

    Setting<T> withPath(String newPath) {
        return new Setting<>(newPath, type, defaultValue, sentence);
    }

    /** The section that holds it, empty for the top of the file. */
    String section() {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    /** Its key within the section. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
