// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/internals/limits.md to the tests that it names. */
class LimitsInternalsPageTest {

    private static final List<DocPage.Row> TABLE =
            DocPage.at("docs/internals/limits.md").table("## Properties and their tests");

    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final Pattern OF_A_PROPERTY = Pattern.compile("[pmsckr]\\d+_\\w+");

    /** A test as the page names it. */
    private record Named(String type, String method) {}

    private static List<Named> named(DocPage.Row row) {
        List<Named> named = new ArrayList<>();
        Matcher matcher = NAMED.matcher("`" + row.get("tests") + "`");
        while (matcher.find()) {
            named.add(new Named(matcher.group(1), matcher.group(2)));
        }
        return named;
    }

    private static List<String> methods(String type) {
        try {
            Class<?> tests = Class.forName("io.weighhouse.testkit.limit." + type);
            return Arrays.stream(tests.getDeclaredMethods())
                    .map(Method::getName)
                    .toList();
        } catch (ClassNotFoundException missing) {
            throw new AssertionError("no test class " + type, missing);
        }
    }

    @Test
    void page_hasARowForEachProperty() {
        List<String> properties = Stream.of(
                        range("P", 12), range("M", 4), range("S", 7), range("C", 4), range("R", 3), range("K", 4))
                .flatMap(each -> each)
                .toList();
        assertThat(TABLE).extracting(row -> row.get("property")).containsExactlyElementsOf(properties);
    }

    private static Stream<String> range(String letter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> letter + number);
    }

    @Test
    void page_namesTestsThatExistAndBeginWithTheNumberOfTheirProperty() {
        for (DocPage.Row row : TABLE) {
            String number = row.get("property").toLowerCase(Locale.ROOT) + "_";
            assertThat(named(row)).as(row.toString()).isNotEmpty();
            for (Named test : named(row)) {
                assertThat(test.method()).startsWith(number);
                assertThat(methods(test.type())).contains(test.method());
            }
        }
    }

    @Test
    void page_namesEveryTestOfAProperty() {
        Set<Named> named = new HashSet<>();
        TABLE.forEach(row -> named.addAll(named(row)));
        Set<String> types = new TreeSet<>();
        named.forEach(test -> types.add(test.type()));
        for (String type : types) {
            for (String method : methods(type)) {
                if (OF_A_PROPERTY.matcher(method).matches()) {
                    assertThat(named).contains(new Named(type, method));
                }
            }
        }
    }
}
