// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Rules about what no file may contain, whatever its kind. */
final class TextRules {

    // Spelled so that no pattern matches its own source.
    private static final Map<Pattern, String> BANNED = Map.of(
            Pattern.compile("(?<![A-Za-z0-9_.])/(?:work|root|home|farm)/"),
            "a path of somebody's machine: make it relative",
            Pattern.compile("\\brepo1?\\.maven\\.|\\bregistry\\.npmjs|\\b(?:oss|central)\\.sonatype\\."
                    + "|\\bjitpack\\.io|\\bpypi\\.org|\\bproxy\\.golang\\.|\\bcrates\\.io"),
            "a registry's host: the build tool's configuration knows it",
            Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
            "do it, or write it down where work is planned",
            Pattern.compile("\\b[Nn]ot (?:yet )?implemented\\b"),
            "what is not there yet is absent");

    private TextRules() {}

    static List<Finding> clean(TextFile file) {
        List<Finding> findings = new ArrayList<>();
        BANNED.forEach((pattern, advice) -> findings.addAll(file.matches(pattern, file.text(), advice)));
        return findings;
    }
}
