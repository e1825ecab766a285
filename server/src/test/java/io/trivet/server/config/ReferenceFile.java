package io.trivet.server.config;

import java.nio.file.Path;
import java.util.function.Function;

/** Writes every setting of the table as {@code conf/reference.yaml} has it. */
final class ReferenceFile {
    static final Path CONF = Path.of("..", "conf");
    static final Path PATH = CONF.resolve("reference.yaml");

    private static final String HEADER = """
            # Every key of a node's configuration with its default. What is left out, key or section, has its default;
            # without a list of members the node is a cluster of one.
            #
            # Durations are written like 250ms, 2s, 5m or 1h, sizes like 512, 4KiB, 1MiB or 1GiB. What a value may be
            # stands behind it. ReferenceFileTest writes this file from Settings.java.
            """;

    private ReferenceFile() {}

    /** @param value what to write for a setting, as YAML */
    static String render(Function<Setting<?>, String> value) {
        StringBuilder yaml = new StringBuilder(HEADER);
        String section = "";
        for (Setting<?> setting : Settings.all()) {
            boolean begins = !setting.section().equals(section);
            section = setting.section();
            boolean ofMember = section.equals("members[]");
            String indent = ofMember ? "    " : section.isEmpty() ? "" : "  ";
            if (begins) {
                yaml.append('\n').append(section.replace("[]", "")).append(":\n");
            } else {
                yaml.append(section.isEmpty() ? "\n" : "");
            }
            yaml.append(ofMember && begins ? "  - # " : indent + "# ")
                    .append(setting.sentence())
                    .append('\n');
            yaml.append(indent).append(setting.name()).append(": ").append(value.apply(setting));
            yaml.append("  # ").append(setting.type().expected()).append('\n');
        }
        return yaml.toString();
    }
}
