// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/declines.md to the types: each decline is there once, in order, with its data. */
class DeclinesPageTest {

    private static final String HEADING = "### ";

    @Test
    void page_headings_areTheCodesThatExist() throws IOException {
        List<String> headings = page().stream()
                .filter(line -> line.startsWith(HEADING))
                .map(line -> line.substring(HEADING.length()))
                .toList();
        assertThat(headings)
                .hasSize(22)
                .containsExactlyElementsOf(
                        declines().map(DeclinesPageTest::code).toList());
    }

    @Test
    void page_everySection_hasTheDataOfTheTypeAndSaysWhenAndWhatToDo() throws IOException {
        List<String> lines = page();
        declines().forEach(decline -> {
            List<String> section = section(lines, code(decline));
            assertThat(section.get(0)).isEqualTo(signature(decline));
            assertThat(section.stream().filter(line -> line.startsWith("**When.** ")))
                    .as(code(decline))
                    .hasSize(1);
            assertThat(section.stream().filter(line -> line.startsWith("**Do.** ")))
                    .as(code(decline))
                    .hasSize(1);
        });
    }

    private static Stream<Class<?>> declines() {
        return Arrays.stream(Decline.class.getPermittedSubclasses());
    }

    /** As in {@code `Decline.HoldEnded(operation, state)`}. */
    private static String signature(Class<?> decline) {
        return Arrays.stream(decline.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", ", "`Decline." + decline.getSimpleName() + "(", ")`"));
    }

    private static String code(Class<?> decline) {
        @Nullable
        Object[] parts = Arrays.stream(decline.getRecordComponents())
                .map(component -> nothingOf(component.getType()))
                .toArray();
        try {
            Constructor<?> constructor = decline.getDeclaredConstructors()[0];
            return ((Decline) constructor.newInstance(parts)).code();
        } catch (ReflectiveOperationException broken) {
            throw new LinkageError(decline.getName(), broken);
        }
    }

    private static @Nullable Object nothingOf(Class<?> type) {
        if (type == long.class) {
            return 0L;
        }
        return type == int.class ? 0 : null;
    }

    /** The lines of a section that are not empty, without its heading. */
    private static List<String> section(List<String> lines, String code) {
        int start = lines.indexOf(HEADING + code) + 1;
        assertThat(start).as(code).isPositive();
        List<String> section = new ArrayList<>();
        for (int i = start; i < lines.size() && !lines.get(i).startsWith("#"); i++) {
            if (!lines.get(i).isBlank()) {
                section.add(lines.get(i));
            }
        }
        return section;
    }

    private static List<String> page() throws IOException {
        return Files.readAllLines(page(Path.of("").toAbsolutePath()));
    }

    /** The page in a folder or the nearest one above it. */
    private static Path page(@Nullable Path folder) {
        Path above = Objects.requireNonNull(folder, "no docs/reference/declines.md in any folder above");
        Path page = above.resolve("docs/reference/declines.md");
        return Files.exists(page) ? page : page(above.getParent());
    }
}
