package io.trivet.server.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivet.server.backup.BackupException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A backup from a running node: {@code GET /v1/snapshot}. Not by {@link java.net.http.HttpClient}, whose timeout ends with the
 * headers: here each read has one, so that a node that falls silent half way is noticed however long the whole takes.
 */
public final class NodeDownload implements Source {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int BUFFER_BYTES = 256 << 10;

    private final URI endpoint;
    private final Duration patience;

    /**
     * @param endpoint of the node, such as {@code http://127.0.0.1:8001}
     * @param patience how long the node may send nothing
     */
    public NodeDownload(URI endpoint, Duration patience) {
        this.endpoint = endpoint;
        this.patience = patience;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException, BackupException {
        HttpURLConnection connection = ask();
        try (InputStream in = body(connection)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                out.write(buffer, 0, count);
            }
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public Kind blame() {
        return Kind.NODE;
    }

    private HttpURLConnection ask() throws BackupException {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) endpoint.resolve("/v1/snapshot").toURL().openConnection();
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) patience.toMillis());
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            throw failed(e);
        }
    }

    private InputStream body(HttpURLConnection connection) throws BackupException {
        try {
            int status = connection.getResponseCode();
            if (status == 200) {
                return connection.getInputStream();
            }
            throw new BackupException(
                    Kind.NODE, endpoint + " gives no backup: " + detail(status, connection.getErrorStream()), null);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What the node says of it, or the bare status where it is no node that answers. */
    private static String detail(int status, @Nullable InputStream body) {
        String detail = "";
        if (body != null) {
            try (body) {
                detail = new ObjectMapper().readTree(body).path("detail").asText("");
            } catch (IOException e) {
                detail = "";
            }
        }
        return "status " + status + (detail.isEmpty() ? "" : ", " + detail);
    }

    private int read(InputStream in, byte[] buffer) throws BackupException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private BackupException failed(Exception e) {
        return new BackupException(Kind.NODE, endpoint + " gives no backup: " + e.getMessage(), e);
    }
}
