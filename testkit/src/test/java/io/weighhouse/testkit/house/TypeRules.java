// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules about what a module shows to others, and how it is documented. */
final class TypeRules {

    private static final Pattern EXPORTS = Pattern.compile("\\bexports\\s+([\\w.]+)\\s*;");
    private static final Pattern THREADS = Pattern.compile("(?i)thread|immutable");
    private static final Pattern NULL_MARKED = Pattern.compile("@(?:org\\.jspecify\\.annotations\\.)?NullMarked\\b");
    private static final Pattern PROSE = Pattern.compile("[A-Za-z]+\\s+[A-Za-z]+");
    private static final Pattern MAIN_PACKAGE_FOLDER = Pattern.compile(".*src/main/java/.+");

    private TypeRules() {}

    /** The packages that a module exports to everybody. */
    static Set<String> exports(JavaSource moduleInfo) {
        Set<String> exports = new TreeSet<>();
        Matcher matcher = EXPORTS.matcher(moduleInfo.code());
        while (matcher.find()) {
            exports.add(matcher.group(1));
        }
        return exports;
    }

    static List<Finding> closed(JavaSource source) {
        List<Finding> findings = new ArrayList<>();
        for (JavaSource.Type type : source.types()) {
            if (type.isPublic()
                    && type.kind().equals("class")
                    && type.modifiers().stream().noneMatch(Set.of("final", "abstract", "sealed")::contains)) {
                findings.add(source.file()
                        .finding(
                                type.place().start(),
                                "`" + type.name() + "`: make a public class final, sealed or abstract"));
            }
        }
        return findings;
    }

    /**
     * Every public type has a Javadoc; that of a class or an interface says something about threads.
     *
     * <p>Left out of the second half: records, enums and annotations, which are what they are, and sealed interfaces, which
     * are what their records are; nested types, for which the outer one speaks; exceptions; and contract suites, of which
     * JUnit makes one for each test.
     */
    static List<Finding> documented(JavaSource source) {
        List<Finding> findings = new ArrayList<>();
        for (JavaSource.Type type : source.types()) {
            if (!type.isPublic()) {
                continue;
            }
            if (!PROSE.matcher(type.javadoc()).find()) {
                findings.add(source.file()
                        .finding(type.place().start(), "`" + type.name() + "`: say what it is, in a Javadoc"));
            } else if (speaksOfThreads(type) && !THREADS.matcher(type.javadoc()).find()) {
                findings.add(source.file()
                        .finding(
                                type.place().start(),
                                "`" + type.name() + "`: end its Javadoc with a sentence on threads or immutability"));
            }
        }
        return findings;
    }

    private static boolean speaksOfThreads(JavaSource.Type type) {
        return !type.isNested()
                && Set.of("class", "interface").contains(type.kind())
                && !(type.kind().equals("interface") && type.modifiers().contains("sealed"))
                && !type.name().endsWith("Exception")
                && !type.name().endsWith("Contract");
    }

    /** Every package of main code has a package-info, and each of those is a null-marked page. */
    static List<Finding> packagePages(List<JavaSource> mainSources) {
        List<Finding> findings = new ArrayList<>();
        Set<String> withPage = new TreeSet<>();
        Set<String> folders = new TreeSet<>();
        for (JavaSource source : mainSources) {
            if (source.file().name().equals("package-info.java")) {
                withPage.add(source.file().folder());
                findings.addAll(page(source));
            } else if (MAIN_PACKAGE_FOLDER.matcher(source.file().folder()).matches()) {
                folders.add(source.file().folder());
            }
        }
        folders.removeAll(withPage);
        folders.forEach(folder -> findings.add(
                new Finding(folder + "/package-info.java", 1, "write it: what the package is about, and @NullMarked")));
        return findings;
    }

    private static List<Finding> page(JavaSource packageInfo) {
        List<Finding> findings = new ArrayList<>();
        Matcher marked = NULL_MARKED.matcher(packageInfo.code());
        if (!marked.find()) {
            findings.add(packageInfo.file().finding(0, "annotate the package with @NullMarked"));
        } else if (!PROSE.matcher(packageInfo.javadocBefore(marked.start())).find()) {
            findings.add(packageInfo.file().finding(0, "say what the package is about, in a Javadoc"));
        }
        return findings;
    }
}
