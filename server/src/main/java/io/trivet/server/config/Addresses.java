package io.trivet.server.config;

import io.trivet.server.config.NodeConfig.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses without asking the network anything. */
final class Addresses {
    static final int MIN_PORT = 1;
    /** JRaft refuses 65535. */
    static final int MAX_PORT = 65_534;

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:]+)):([1-9][0-9]{0,4})");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final int MAX_NAME = 253;

    private Addresses() {}

    /** The address, or null when the text is not {@code host:port} with a host and a port that are allowed. */
    static @Nullable Address parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        String ipv6 = form.group(1);
        String host = (ipv6 == null ? form.group(2) : ipv6).toLowerCase(Locale.ROOT);
        int port = Integer.parseInt(form.group(3));
        boolean valid = ipv6 == null ? isIpv4OrName(host) : ipv6(host) != null;
        return valid && port >= MIN_PORT && port <= MAX_PORT ? new Address(host, port) : null;
    }

    static boolean isWildcard(String host) {
        if (host.indexOf(':') < 0) {
            return host.equals("0.0.0.0");
        }
        InetAddress literal = ipv6(host);
        return literal != null && literal.isAnyLocalAddress();
    }

    /** In brackets Java takes a host for an IPv6 literal, and never looks it up as a name. */
    private static @Nullable InetAddress ipv6(String host) {
        try {
            return InetAddress.getByName("[" + host + "]");
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** A name whose last label is a number would be read as an IPv4 address (RFC 3696, section 2). */
    private static boolean isIpv4OrName(String host) {
        String[] labels = host.split("\\.", -1);
        if (DIGITS.matcher(labels[labels.length - 1]).matches()) {
            return labels.length == 4 && all(labels, OCTET);
        }
        return host.length() <= MAX_NAME && all(labels, LABEL);
    }

    private static boolean all(String[] labels, Pattern pattern) {
        for (String label : labels) {
            if (!pattern.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }
}
