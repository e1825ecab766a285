package io.trivet.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/** Takes the values out of one YAML file, and notes every place where it is not built as {@link Settings} says. */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final String MEMBERS = "members";

    private final Values values;
    private final Problems problems;
    private final Map<String, Integer> lines = new HashMap<>();

    ConfigFile(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** Reads the file; false when it is not there, not readable or not YAML, so that nothing is known of its values. */
    boolean read(Path file) {
        try {
            document(text(file));
            return true;
        } catch (NoSuchFileException e) {
            problems.add("", 0, "there is no such file");
        } catch (AccessDeniedException e) {
            problems.add("", 0, "this user may not read it");
        } catch (CharacterCodingException e) {
            problems.add("", 0, "it is not UTF-8 text");
        } catch (IOException e) {
            problems.add("", 0, "it cannot be read: " + e.getMessage());
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            problems.add("", mark == null ? 0 : line(mark), "it is not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            problems.add("", 0, String.format("it is not YAML: it holds the character U+%04X", e.getCodePoint()));
        } catch (YAMLException e) {
            problems.add(
                    "",
                    0,
                    "it is not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return false;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it is longer than 1MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }

    private void document(String text) {
        Iterator<Node> documents =
                new Yaml(new LoaderOptions()).composeAll(new StringReader(text)).iterator();
        if (!documents.hasNext()) {
            return;
        }
        Node root = documents.next();
        if (root instanceof MappingNode mapping) {
            keys("", mapping);
        } else if (!isEmpty(root)) {
            problems.add("", line(root), "it must hold keys and values, but holds " + describe(root));
        }
        if (documents.hasNext()) {
            problems.add("", line(documents.next()), "a second document begins here, but one file is for one node");
        }
    }

    private void keys(String section, MappingNode node) {
        for (NodeTuple tuple : node.getValue()) {
            String prefix = section.isEmpty() ? "" : section + ".";
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(section, line, "a key must be a name, but is " + describe(tuple.getKeyNode()));
            } else if (key.getValue().indexOf('.') >= 0 || key.getValue().indexOf('[') >= 0) {
                problems.add(
                        prefix + key.getValue(), line, "no such key; a key stands inside its section, without dots");
            } else {
                entry(prefix + key.getValue(), line, tuple.getValueNode());
            }
        }
    }

    private void entry(String path, int line, Node value) {
        Integer first = lines.putIfAbsent(path, line);
        if (first != null) {
            problems.add(path, line, "is there twice; the first is in line " + first);
            return;
        }
        Setting<?> setting = Settings.find(path);
        if (setting != null) {
            value(setting, line, value);
        } else if (path.equals(MEMBERS)) {
            members(line, value);
        } else if (Settings.isSection(path)) {
            section(path, line, value);
        } else {
            problems.add(path, line, Spelling.noSuchKey(path));
        }
    }

    private void value(Setting<?> setting, int line, Node node) {
        if (node instanceof ScalarNode scalar && !isEmpty(node)) {
            values.set(setting, scalar.getValue(), setting.path(), line);
        } else {
            values.refuse(setting, describe(node), setting.path(), line);
        }
    }

    /** A section whose keys are all left out, or commented out, is as good as none. */
    private void section(String path, int line, Node node) {
        if (node instanceof MappingNode mapping) {
            keys(path, mapping);
        } else if (!isEmpty(node)) {
            problems.add(path, line, "must be a section with keys of its own, but is " + describe(node));
        }
    }

    private void members(int line, Node node) {
        List<Node> members = node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
        values.listMembers(members.stream().map(ConfigFile::line).toList());
        if (members.isEmpty() || members.size() > Settings.MAX_MEMBERS) {
            String found = members.isEmpty() ? describe(node) : "a list of " + members.size();
            problems.add(MEMBERS, line, "must be a list of 1 to " + Settings.MAX_MEMBERS + " members, but is " + found);
        }
        for (int i = 0; i < members.size(); i++) {
            member(i, members.get(i));
        }
    }

    private void member(int index, Node node) {
        String path = MEMBERS + "[" + index + "]";
        if (node instanceof MappingNode mapping) {
            keys(path, mapping);
        } else {
            problems.add(path, line(node), "must be a member with id, raft and http, but is " + describe(node));
            Settings.ofMember(index).forEach(values::obscure);
        }
    }

    private static boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a section";
        } else if (node instanceof SequenceNode sequence) {
            return sequence.getValue().isEmpty() ? "an empty list" : "a list";
        }
        return isEmpty(node) ? "empty" : Problems.quoted(((ScalarNode) node).getValue());
    }

    private static int line(Node node) {
        return line(node.getStartMark());
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
