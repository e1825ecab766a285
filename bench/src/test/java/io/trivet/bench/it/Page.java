package io.trivet.bench.it;

import io.trivet.bench.cluster.ProjectRoot;
import io.trivet.bench.cluster.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The commands that a section of the documentation tells an operator to type. */
record Page(List<String> blocks) {

    private static final String BEGIN = "```sh";
    private static final String END = "```";

    /** The {@code sh} blocks below a heading, up to the next heading of the same level. */
    static Page section(String file, String heading) {
        List<String> blocks = new ArrayList<>();
        boolean inside = false;
        StringBuilder block = null;
        for (String line : lines(file)) {
            if (block == null && line.startsWith("## ")) {
                inside = line.equals("## " + heading);
            } else if (inside && line.strip().equals(BEGIN)) {
                block = new StringBuilder();
            } else if (block != null && line.strip().equals(END)) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line.strip()).append('\n');
            }
        }
        return new Page(List.copyOf(blocks));
    }

    /** Runs a block, from 0, with the variables that the page tells to set. */
    void run(int number, Map<String, String> variables, Duration limit) {
        String block = blocks.get(number);
        System.out.println("  $ " + block.strip().replace("\n", "\n  $ "));
        Tool tool = Tool.run(limit, variables, List.of("bash", "-euo", "pipefail", "-c", block));
        System.out.println(tool.checked().output().strip().indent(4).stripTrailing());
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(ProjectRoot.find().folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
