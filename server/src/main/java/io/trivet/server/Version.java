package io.trivet.server;

/** The version of this software. */
public final class Version {
    private Version() {}

    /** The version in the JAR's manifest; {@code dev} when the classes were not started from a JAR. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
