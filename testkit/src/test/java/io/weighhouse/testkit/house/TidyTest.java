// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The house rules that a test can hold, over the whole repository.
 *
 * <p>{@link TidyRulesTest} shows that each of them can fail.
 */
class TidyTest {

    private static final Repository REPOSITORY = Repository.ofThisTest();

    @Test
    void cores_haveNoFloatingPoint() {
        check(main(REPOSITORY.cores()), CodeRules::noFloatingPoint);
    }

    @Test
    void cores_takeTimeRandomnessAndSettingsFromTheirCaller() {
        check(main(REPOSITORY.cores()), CodeRules::nothingAmbient);
    }

    @Test
    void tests_neitherSleepNorMockNorSkip() {
        List<JavaSource> tests = new ArrayList<>(all("test"));
        tests.addAll(REPOSITORY.java("testkit", "main"));
        check(tests, CodeRules::honestTests);
    }

    @Test
    void publicTypes_areClosed() {
        check(exported(), TypeRules::closed);
    }

    @Test
    void publicTypes_sayWhatTheyAreAndForWhichThreads() {
        check(exported(), TypeRules::documented);
    }

    @Test
    void typesAndPackages_areNamedAfterTheField() {
        check(REPOSITORY.java(file -> true), CodeRules::plainNames);
    }

    @Test
    void packages_haveANullMarkedPage() {
        assertNone(TypeRules.packagePages(all("main")));
    }

    @Test
    void cores_areModules() {
        assertThat(REPOSITORY.cores())
                .isNotEmpty()
                .allSatisfy(core -> assertThat(REPOSITORY.file(moduleInfo(core)))
                        .as("write %s", moduleInfo(core))
                        .isPresent());
    }

    @Test
    void parameterLists_areOfFiveAtMost() {
        check(all("main"), CodeRules::shortParameterLists);
    }

    @Test
    void files_areOfSixHundredLinesAtMost() {
        check(all("main"), CodeRules::shortFiles);
    }

    @Test
    void texts_haveNoMachinePathsRegistryHostsOrLeftovers() {
        assertNone(REPOSITORY.files().stream()
                .flatMap(file -> TextRules.clean(file).stream())
                .toList());
    }

    @Test
    void snippets_areCompiledCode() {
        assertNone(pages().filter(page -> page.file().path().equals("README.md")
                        || page.file().path().startsWith("docs/"))
                .flatMap(page -> MarkdownRules.snippets(page, REPOSITORY::file).stream())
                .toList());
    }

    @Test
    void links_leadSomewhere() {
        assertNone(pages().flatMap(page -> MarkdownRules.links(page, REPOSITORY::exists, TidyTest::page).stream())
                .toList());
    }

    @Test
    void bom_listsExactlyThePublishedModules() {
        List<TextFile> poms = REPOSITORY.modules().stream()
                .filter(module -> !module.equals("bom"))
                .map(module -> REPOSITORY.file(module + "/pom.xml").orElseThrow())
                .toList();
        assertNone(BomRules.agrees(
                REPOSITORY.file("pom.xml").orElseThrow(),
                REPOSITORY.file("bom/pom.xml").orElseThrow(),
                poms));
    }

    @Test
    void clockSeams_areNamedOnlyWhereAClockIsRead() {
        assertThat(CodeRules.CLOCK_SEAMS.keySet())
                .allSatisfy(path -> assertThat(
                                REPOSITORY.file(path).map(TextFile::text).orElse("nanoTime"))
                        .as("take %s off CodeRules.CLOCK_SEAMS", path)
                        .contains("nanoTime"));
    }

    private static void check(List<JavaSource> sources, Function<JavaSource, List<Finding>> rule) {
        assertThat(sources).isNotEmpty();
        assertNone(
                sources.stream().flatMap(source -> rule.apply(source).stream()).toList());
    }

    private static void assertNone(List<Finding> findings) {
        assertThat(findings.stream()
                        .sorted(Comparator.comparing(Finding::file).thenComparingInt(Finding::line))
                        .map(Finding::toString)
                        .collect(Collectors.joining("\n")))
                .isEmpty();
    }

    private static List<JavaSource> all(String kind) {
        return REPOSITORY.modules().stream()
                .flatMap(module -> REPOSITORY.java(module, kind).stream())
                .toList();
    }

    private static List<JavaSource> main(List<String> modules) {
        return modules.stream()
                .flatMap(module -> REPOSITORY.java(module, "main").stream())
                .toList();
    }

    /** The sources of all exported packages. */
    private static List<JavaSource> exported() {
        return REPOSITORY.modules().stream().flatMap(TidyTest::exported).toList();
    }

    private static Stream<JavaSource> exported(String module) {
        Set<String> exports = REPOSITORY
                .file(moduleInfo(module))
                .map(file -> TypeRules.exports(new JavaSource(file)))
                .orElse(Set.of());
        return REPOSITORY.java(module, "main").stream().filter(source -> exports.contains(source.packageName()));
    }

    private static String moduleInfo(String module) {
        return module + "/src/main/java/module-info.java";
    }

    private static Stream<Markdown> pages() {
        return REPOSITORY.files().stream()
                .filter(file -> file.path().endsWith(".md"))
                .map(Markdown::new);
    }

    private static Optional<Markdown> page(String path) {
        return REPOSITORY.file(path).map(Markdown::new);
    }
}
