// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one file.
 *
 * @param path from the repository's root, with forward slashes
 * @param text its content
 */
record TextFile(String path, String text) {

    List<String> lines() {
        return text.lines().toList();
    }

    /** The file's own name, without its folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The folder it is in, empty for the root. */
    String folder() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    Finding finding(int offset, String advice) {
        return new Finding(
                path,
                1
                        + (int) text.substring(0, offset)
                                .chars()
                                .filter(c -> c == '\n')
                                .count(),
                advice);
    }

    /** A finding for every match of the pattern in the text, or in a masked copy of it of the same length. */
    List<Finding> matches(Pattern pattern, String masked, String advice) {
        List<Finding> findings = new ArrayList<>();
        Matcher matcher = pattern.matcher(masked);
        while (matcher.find()) {
            findings.add(finding(matcher.start(), "`" + matcher.group().strip() + "`: " + advice));
        }
        return findings;
    }
}
