// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import java.util.List;
import java.util.Locale;

/**
 * Which settings of a platform are there, for the log of its start. It holds no value.
 *
 * <p>It prints as a table, one line for each setting:
 *
 * <pre>
 * ANTHROPIC_API_KEY       MISSING     starts with sk-ant-
 * OPENAI_API_KEY          PRESENT
 * AWS_SECRET_ACCESS_KEY   INCOMPLETE  matches [A-Za-z0-9/+=]{40}, with the others of aws
 * </pre>
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param lines one for each setting, in the order in which they were declared
 */
public record SettingsReport(List<Line> lines) {

    /** How a setting stands. The name of a constant is its stable code. */
    public enum Status {
        /** It is there and well formed. */
        PRESENT,
        /** It is not there, and need not be. */
        UNUSED,
        /** It is not there, and must be. */
        MISSING,
        /** It is there, and does not look as it should. */
        MALFORMED,
        /** It is not there, though others of its group are. */
        INCOMPLETE,
        /** It is there, and so is a setting of a group that excludes its own. */
        CONFLICTING;

        /** {@return whether the platform can start with it} */
        public boolean isGood() {
            return this == PRESENT || this == UNUSED;
        }
    }

    /**
     * How one setting stands.
     *
     * @param name its name
     * @param group which group it belongs to; empty for none
     * @param status how it stands
     * @param hint how a value looks
     */
    public record Line(String name, String group, Status status, String hint) {

        /** {@return name and status, and what a value looks like if it is not good} */
        @Override
        public String toString() {
            String remark = status.isGood() ? "" : hint + (group.isEmpty() ? "" : ", with the others of " + group);
            return String.format(Locale.ROOT, "%-28s %-11s %s", name, status, remark)
                    .stripTrailing();
        }
    }

    /**
     * Copies the lines.
     *
     * @param lines one for each setting
     */
    public SettingsReport {
        lines = List.copyOf(lines);
    }

    /** {@return whether every setting is good} */
    public boolean isComplete() {
        return problems().isEmpty();
    }

    /** {@return the lines of the settings that are not good} */
    public List<Line> problems() {
        return lines.stream().filter(line -> !line.status.isGood()).toList();
    }

    /**
     * How one setting stands.
     *
     * @param name its name
     * @return the status
     * @throws IllegalArgumentException if there is no such setting
     */
    public Status status(String name) {
        return lines.stream()
                .filter(line -> line.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be declared: setting=" + name))
                .status;
    }

    /** {@return the table, which shows no value} */
    @Override
    public String toString() {
        return String.join("\n", lines.stream().map(Line::toString).toList());
    }
}
