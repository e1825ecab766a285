package io.trivet.server.config;

import java.util.List;

/** The configuration cannot be used. It carries every problem that was found; the message is a report for people. */
public final class ConfigException extends Exception {
    private final List<Problem> problems;

    ConfigException(String source, List<Problem> problems) {
        super(report(source, problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, by line; those that have no line come last. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param path of the key, for example {@code members[1].raft} or {@code --set raft.lag_warning}; empty when it is
     *     the file as a whole
     * @param line in the file, from 1; 0 when the problem has none
     * @param sentence says what is allowed
     */
    public record Problem(String path, int line, String sentence) {}

    private static String report(String source, List<Problem> problems) {
        StringBuilder report = new StringBuilder(source)
                .append(": ")
                .append(problems.size())
                .append(problems.size() == 1 ? " problem" : " problems");
        int digits = problems.stream()
                .mapToInt(problem -> Integer.toString(problem.line()).length())
                .max()
                .orElse(1);
        for (Problem problem : problems) {
            report.append("\n  ");
            if (problem.line() > 0) {
                report.append(String.format("line %-" + digits + "d  ", problem.line()));
            }
            if (!problem.path().isEmpty()) {
                report.append(problem.path()).append(": ");
            }
            report.append(problem.sentence());
        }
        return report.toString();
    }
}
