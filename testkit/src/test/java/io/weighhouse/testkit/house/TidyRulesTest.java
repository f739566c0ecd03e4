// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each house rule, shown something bad and something good. */
class TidyRulesTest {

    private static final String QUOTES = "\"\"\"";

    @Test
    void lexer_commentsAndLiterals_becomeBlanksOfTheSameLength() {
        String text = "int a; // double\n/* float\n*/ String s = \"double \\\" // float\"; char c = '\"'; int b;\n"
                + "String t = " + QUOTES + "\n double \" float \\" + QUOTES + " float\n" + QUOTES + "; int c;";

        String code = JavaLexer.lex(text).code();

        assertThat(code).hasSameSizeAs(text).doesNotContain("double", "float", "\"");
        assertThat(code).contains("int a;", "int b;", "int c;");
        assertThat(code.lines().count()).isEqualTo(text.lines().count());
    }

    @Test
    void lexer_unclosedCommentOrLiteral_endsWithTheText() {
        assertThat(JavaLexer.lex("a /* b").code()).isEqualTo("a     ");
        assertThat(JavaLexer.lex("a \"b\\").code()).isEqualTo("a    ");
        assertThat(JavaLexer.lex("a // b").code()).isEqualTo("a     ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "double price;",
                "List<Float> prices;",
                "long p = amount.doubleValue();",
                "var p = 1.5 * q;",
                "var p = 1e3;",
                "var p = 3f;"
            })
    void noFloatingPoint_anyOfIt_isFound(String statement) {
        assertThat(CodeRules.noFloatingPoint(inClass(statement)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.file()).isEqualTo("ledger-core/src/main/java/io/weighhouse/ledger/Thing.java");
                    assertThat(finding.line()).isEqualTo(3);
                    assertThat(finding.advice()).contains("long or BigDecimal");
                });
    }

    @Test
    void noFloatingPoint_commentsStringsAndIntegers_pass() {
        assertThat(CodeRules.noFloatingPoint(
                        inClass("String s = \"1.5 double\"; long p = 0x1F + 0xE3 + 10L + 1_000; // double 2.5")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long t = System.currentTimeMillis();",
                "LongSupplier t = System::currentTimeMillis;",
                "long t = System.nanoTime();",
                "Instant t = Instant.now();",
                "Clock c = Clock.systemUTC();",
                "String e = System.getenv(name);",
                "String e = System.getProperty(name);",
                "boolean b = Boolean.getBoolean(name);",
                "Thread.sleep(1);",
                "TimeUnit.SECONDS.sleep(1);",
                "System.out.println(name);",
                "System.err.println(name);",
                "failure.printStackTrace();",
                "ThreadLocal<Cipher> c = null;",
                "java.util.Random r = null;",
                "var r = Math.random();",
                "int r = ThreadLocalRandom.current().nextInt();"
            })
    void nothingAmbient_anyOfIt_isFound(String statement) {
        assertThat(CodeRules.nothingAmbient(inClass(statement)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).isEqualTo(3));
    }

    @Test
    void nothingAmbient_theSeams_pass() {
        assertThat(
                        CodeRules.nothingAmbient(
                                inClass(
                                        "InstantSource c = InstantSource.system(); var r = new SecureRandom(); Part p = new Random(1);")))
                .isEmpty();
        String ticker = CodeRules.CLOCK_SEAMS.keySet().iterator().next();
        assertThat(CodeRules.nothingAmbient(JavaSource.of(ticker, "Ticker t = System::nanoTime;")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(10);",
                "TimeUnit.MILLISECONDS.sleep(10);",
                "MILLISECONDS.sleep(10);",
                "LockSupport.parkNanos(10);",
                "Awaitility.await();",
                "@Disabled void test() {}",
                "@org.junit.Ignore void test() {}",
                "var store = Mockito.mock(Store.class);",
                "@Mock Store store;"
            })
    void honestTests_sleepSkipOrMock_isFound(String statement) {
        assertThat(CodeRules.honestTests(inClass(statement))).hasSize(1);
    }

    @Test
    void honestTests_waitingOnALatch_passes() {
        assertThat(CodeRules.honestTests(inClass("latch.await(10, TimeUnit.SECONDS);")))
                .isEmpty();
    }

    @Test
    void closed_openPublicClass_isFound() {
        assertThat(TypeRules.closed(
                        source("/** A thing. */\npublic class Thing {\n  public static class Part {}\n}\n")))
                .extracting(Finding::advice)
                .hasSize(2)
                .allSatisfy(advice -> assertThat(advice).contains("final, sealed or abstract"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public final class Thing {}",
                "public abstract class Thing {}",
                "public sealed class Thing permits Other {}",
                "public record Thing(int a) {}",
                "public enum Thing { A }",
                "public interface Thing {}",
                "public @interface Thing {}",
                "@SuppressWarnings(\"x\") public final class Thing {}",
                "class Thing { public static class Part {} }"
            })
    void closed_closedOrHidden_passes(String type) {
        assertThat(TypeRules.closed(source(type))).isEmpty();
    }

    @Test
    void types_annotatedTwiceAlike_areRead() {
        assertThat(source("@Outcome(id = \"1\")\n@Outcome(id = \"2\")\npublic final class Thing {}")
                        .types())
                .singleElement()
                .satisfies(
                        type -> assertThat(type.modifiers()).containsExactlyInAnyOrder("@Outcome", "public", "final"));
    }

    @Test
    void documented_noJavadoc_isFound() {
        assertThat(TypeRules.documented(source("/* A thing. */\npublic record Thing(int a) {}")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.advice()).contains("`Thing`: say what it is"));
    }

    @Test
    void documented_nestedTypeOfAnInterface_needsAJavadocToo() {
        String text =
                "/** Outcomes are immutable. */\npublic sealed interface Outcome {\n  record Done(int a) implements Outcome {}\n}";
        assertThat(TypeRules.documented(source(text)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).isEqualTo(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public final class Thing {}", "public interface Thing {}"})
    void documented_nothingOnThreads_isFound(String type) {
        assertThat(TypeRules.documented(source("/** The thing itself. */\n@Deprecated\n" + type)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.advice()).contains("threads or immutability"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/** The thing itself; this class is immutable. */ public final class Thing {}",
                "/** The thing itself. Thread-safe. */ @Deprecated(since = \"1\") public interface Thing {}",
                "/** The thing itself. */ public record Thing(int a) {}",
                "/** The thing itself. */ public enum Thing { A }",
                "/** The things there are. */ public sealed interface Thing permits A, B {}",
                "/** The thing went wrong. */ public final class ThingException extends RuntimeException {}",
                "/** What every thing does. */ public abstract class ThingContract {}",
                "final class Thing {}"
            })
    void documented_enough_passes(String type) {
        assertThat(TypeRules.documented(source(type))).isEmpty();
    }

    @Test
    void exports_qualifiedOnes_areNotPublic() {
        assertThat(TypeRules.exports(JavaSource.of(
                        "a/src/main/java/module-info.java",
                        "module a { exports a.b; exports a.c to d; /* exports a.e; */ }")))
                .containsExactly("a.b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"LedgerImpl", "DefaultLedger", "KeyManager", "TestHelper", "MoneyUtil", "MoneyUtils", "Default"})
    void plainNames_emptyWords_areFound(String name) {
        assertThat(CodeRules.plainNames(source("final class " + name + " {}"))).hasSize(1);
    }

    @Test
    void plainNames_emptyPackages_areFound() {
        assertThat(CodeRules.plainNames(JavaSource.of("A.java", "package io.weighhouse.util;")))
                .hasSize(1);
        assertThat(CodeRules.plainNames(JavaSource.of("A.java", "package io.weighhouse.impl.store;")))
                .hasSize(1);
    }

    @Test
    void plainNames_wordsThatOnlyLookSo_pass() {
        assertThat(CodeRules.plainNames(source("final class Defaulted { enum Utility { A } interface Implied {} }")))
                .isEmpty();
    }

    @Test
    void packagePages_missingUnmarkedOrEmpty_areFound() {
        List<JavaSource> sources = List.of(
                JavaSource.of("a/src/main/java/module-info.java", "module a {}"),
                JavaSource.of("a/src/main/java/a/b/Thing.java", "package a.b; class Thing {}"),
                JavaSource.of("a/src/main/java/a/c/package-info.java", "/** All about it. */\npackage a.c;"),
                JavaSource.of("a/src/main/java/a/d/package-info.java", "@NullMarked\npackage a.d;"),
                JavaSource.of(
                        "a/src/main/java/a/e/package-info.java", "/** All about it. */\n@NullMarked\npackage a.e;"));

        assertThat(TypeRules.packagePages(sources))
                .extracting(Finding::file)
                .containsExactlyInAnyOrder(
                        "a/src/main/java/a/b/package-info.java",
                        "a/src/main/java/a/c/package-info.java",
                        "a/src/main/java/a/d/package-info.java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void m(int a, int b, int c, int d, int e, int f) {}",
                "Thing(int a, final int b, @Nullable String c, Map<String, Long> d, int[] e, long... f) {}",
                "record R(int a, int b, int c, int d, int e, java.util.List<? extends A> f) {}",
                "<T> void m(T a, T b, T c, T d, T e, T f);"
            })
    void shortParameterLists_six_areFound(String declaration) {
        assertThat(CodeRules.shortParameterLists(inClass(declaration)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.line()).isEqualTo(3);
                    assertThat(finding.advice()).startsWith("6 parameters");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void m(int a, int b, int c, int d, Map<String, Map<Long, Long>> e) {}",
                "void m() { call(a, b, c, d, e, f); }",
                "void m() { call(new A(), \"b\", c.d(), (E) e, 1 + f, () -> g); }"
            })
    void shortParameterLists_fiveOrACall_pass(String declaration) {
        assertThat(CodeRules.shortParameterLists(inClass(declaration))).isEmpty();
    }

    @Test
    void shortFiles_sixHundredAndOneLines_areFound() {
        assertThat(CodeRules.shortFiles(JavaSource.of("A.java", "\n".repeat(601))))
                .hasSize(1);
        assertThat(CodeRules.shortFiles(JavaSource.of("A.java", "\n".repeat(600))))
                .isEmpty();
    }

    @Test
    void clean_pathsHostsAndLeftovers_areFound() {
        for (String bad : List.of(
                "see /ho" + "me/me/x",
                "/wo" + "rk/x",
                "https://" + "repo1.mav" + "en.example",
                "registry.npm" + "js.org",
                "// TO" + "DO: later",
                "FIX" + "ME",
                "XX" + "X",
                "Not imple" + "mented",
                "not yet imple" + "mented")) {
            assertThat(TextRules.clean(new TextFile("a.txt", "first\n" + bad)))
                    .as(bad)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.line()).isEqualTo(2));
        }
    }

    @Test
    void clean_whatOnlyLooksSo_passes() {
        String text = "https://example.org/home/page ./work/x docs/root/x http://maven.apache.org/POM XXXL mastodon";
        assertThat(TextRules.clean(new TextFile("a.txt", text))).isEmpty();
    }

    @Test
    void snippets_unnamedMissingOrDifferent_areFound() {
        TextFile file =
                new TextFile("a/A.java", "  // [show]\n  int a = 1;\n    int b = 2;\n  // [/show]\n// [open]\n");

        assertThat(snippets(file, "# T\n\n```java\nint a = 1;\n```\n")).contains("put <!-- snippet:");
        assertThat(snippets(file, "<!-- snippet: a/B.java#show -->\n```java\nx\n```\n"))
                .contains("no such file");
        assertThat(snippets(file, "<!-- snippet: a/A.java#open -->\n```java\nx\n```\n"))
                .contains("mark the lines");
        assertThat(snippets(file, "<!-- snippet: a/A.java#show -->\n```java\nint a = 2;\n```\n"))
                .contains("they differ");
    }

    @Test
    void snippets_equalButForIndentation_pass() {
        TextFile file = new TextFile("a/A.java", "  // [show]\n  int a = 1;\n    int b = 2;\n  // [/show]\n");

        assertThat(snippets(file, "<!-- snippet: a/A.java#show -->\n\n```java\nint a = 1;\n  int b = 2;\n```\n"))
                .isEmpty();
        assertThat(snippets(file, "```sh\nmvn verify\n```\n")).isEmpty();
    }

    @Test
    void links_toNowhere_areFound() {
        String text =
                "# One title\n[a](gone.md) ![b](img/gone.png)\n[c](#none) [d](other.md#none)\n\n[e]: gone.md\n[f](../../out.md)\n";
        Markdown page = new Markdown(new TextFile("docs/a.md", text));
        Markdown other = new Markdown(new TextFile("docs/other.md", "# Other\n"));

        assertThat(MarkdownRules.links(
                        page,
                        List.of("docs/a.md", "docs/other.md")::contains,
                        path -> path.equals("docs/a.md") ? Optional.of(page) : Optional.of(other)))
                .extracting(Finding::line)
                .containsExactly(2, 2, 3, 3, 5, 6);
    }

    @Test
    void links_toFilesHeadingsAndElsewhere_pass() {
        String text = """
                # A `b` & c: [d](e.md), again!
                ## Twice
                ## Twice
                <a id="own"></a>
                [1](#a-b--c-d-again) [2](#twice-1) [3](#own) [4](https://example.org/x) [5](mailto:a@example.org)
                [6](../docs/e.md) [7](/docs/e.md) `[8](gone.md)`
                ```
                [9](gone.md)
                # no heading
                ```
                [10](e.md "title")
                """;
        Markdown page = new Markdown(new TextFile("docs/a.md", text));

        assertThat(MarkdownRules.links(page, List.of("docs/a.md", "docs/e.md")::contains, path -> Optional.of(page)))
                .isEmpty();
        assertThat(page.anchors()).doesNotContain("no-heading");
    }

    @Test
    void bom_otherVersionMissingOrUnknownModule_areFound() {
        TextFile parent = new TextFile("pom.xml", "<project><artifactId>p</artifactId><version>2</version></project>");
        TextFile core = pom("core", "2", "");
        TextFile example = pom("example", "1", "<maven.deploy.skip>true</maven.deploy.skip>");
        TextFile bom = new TextFile(
                "bom/pom.xml",
                "<project><!-- <version>2</version> --><artifactId>bom</artifactId><version>1</version>"
                        + "<dependency><artifactId>example</artifactId></dependency></project>");

        assertThat(BomRules.agrees(parent, bom, List.of(core, example)))
                .extracting(Finding::toString)
                .containsExactly(
                        "bom/pom.xml:1: version 1 must be the parent's: 2",
                        "example/pom.xml:1: the parent's version must be 2",
                        "bom/pom.xml:1: list the published module core",
                        "bom/pom.xml:1: no published module is called example");
    }

    private static TextFile pom(String artifact, String parentVersion, String more) {
        return new TextFile(
                artifact + "/pom.xml",
                "<project><parent><artifactId>p</artifactId><version>" + parentVersion
                        + "</version></parent><artifactId>" + artifact + "</artifactId>" + more + "</project>");
    }

    private static String snippets(TextFile file, String page) {
        return MarkdownRules.snippets(
                        new Markdown(new TextFile("README.md", page)),
                        path -> path.equals(file.path()) ? Optional.of(file) : Optional.empty())
                .toString()
                .replace("[]", "");
    }

    private static JavaSource inClass(String member) {
        return source("final class Thing {\n" + member + "\n}\n");
    }

    private static JavaSource source(String types) {
        return JavaSource.of(
                "ledger-core/src/main/java/io/weighhouse/ledger/Thing.java", "package io.weighhouse.ledger;\n" + types);
    }
}
