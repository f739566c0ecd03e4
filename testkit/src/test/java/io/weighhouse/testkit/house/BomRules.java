// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rule that the bill of materials, which has no parent, agrees with the modules that have one. */
final class BomRules {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern PARENT = Pattern.compile("<parent>.*?</parent>", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>\\s*([^<\\s]+)\\s*</artifactId>");
    private static final Pattern VERSION = Pattern.compile("<version>\\s*([^<\\s]+)\\s*</version>");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);
    private static final Pattern UNPUBLISHED = Pattern.compile(
            "<maven\\.deploy\\.skip>\\s*true\\s*</maven\\.deploy\\.skip>|<packaging>\\s*pom\\s*</packaging>");

    private BomRules() {}

    /** One version everywhere, and a managed dependency for exactly the modules that are deployed. */
    static List<Finding> agrees(TextFile parentPom, TextFile bomPom, List<TextFile> modulePoms) {
        List<Finding> findings = new ArrayList<>();
        String version = first(VERSION, plain(parentPom));
        String bom = plain(bomPom);
        if (!first(VERSION, bom).equals(version)) {
            findings.add(new Finding(
                    bomPom.path(), 1, "version " + first(VERSION, bom) + " must be the parent's: " + version));
        }

        Set<String> published = new TreeSet<>();
        for (TextFile pom : modulePoms) {
            String text = plain(pom);
            Matcher parent = PARENT.matcher(text);
            boolean inherits = parent.find();
            if (inherits && !first(VERSION, parent.group()).equals(version)) {
                findings.add(new Finding(pom.path(), 1, "the parent's version must be " + version));
            }
            if (!UNPUBLISHED.matcher(text).find()) {
                published.add(first(ARTIFACT, parent.reset().replaceAll("")));
            }
        }

        Set<String> listed = new TreeSet<>();
        Matcher dependency = DEPENDENCY.matcher(bom);
        while (dependency.find()) {
            listed.add(first(ARTIFACT, dependency.group()));
        }
        published.stream()
                .filter(module -> !listed.contains(module))
                .forEach(module -> findings.add(new Finding(bomPom.path(), 1, "list the published module " + module)));
        listed.stream()
                .filter(module -> !published.contains(module))
                .forEach(module ->
                        findings.add(new Finding(bomPom.path(), 1, "no published module is called " + module)));
        return findings;
    }

    private static String plain(TextFile pom) {
        return COMMENT.matcher(pom.text()).replaceAll("");
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
