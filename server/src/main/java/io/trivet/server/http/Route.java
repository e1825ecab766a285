package io.trivet.server.http;

import java.util.Set;

/**
 * One line of {@link Routes}.
 *
 * @param methods the HTTP methods; HEAD is GET without the body
 * @param path the path, or its beginning when it ends with {@code {key}}
 * @param parameters the query parameters that the call knows
 * @param maxBody the largest body in bytes, of a call that ignores it too
 * @param write whether the call changes data, so that its errors say whether it was applied
 * @param endpoint what answers
 */
record Route(Set<String> methods, String path, Set<String> parameters, long maxBody, boolean write, Endpoint endpoint) {
    private static final String KEY = "{key}";

    /** Whether a raw path is this route's. */
    boolean matches(String rawPath) {
        return path.endsWith(KEY) ? rawPath.startsWith(prefix()) : rawPath.equals(path);
    }

    /** What a matching raw path holds in place of the key, still encoded. */
    String rawKey(String rawPath) {
        return path.endsWith(KEY) ? rawPath.substring(prefix().length()) : "";
    }

    private String prefix() {
        return path.substring(0, path.length() - KEY.length());
    }
}
