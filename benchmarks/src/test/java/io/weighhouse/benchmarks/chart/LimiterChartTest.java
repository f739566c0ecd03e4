// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimiterChartTest {

    private static final String SAMPLE = """
            benchmarks/compare price --quick

            suite | case  | ours    | rival            | ratio | goal | ok/SHORT
            price | price | 66.9 ns | double 21.2 ns   | 3.15  | none | ok
            machine: Old, 1 processors, Linux; JVM: OpenJDK 64-Bit Server VM 1.0 -Xms3g

            benchmarks/compare limiter --quick

            suite   | case                                     | ours     | rival                          | ratio | goal       | ok/SHORT
            limiter | admitted, 1 rule, above the clock        | 8.0 ns   | Bucket4j 32.0 ns               | 0.25  | <= 0.67    | ok
            limiter | admitted, 1 rule, above the clock        | 8.0 ns   | Failsafe, smooth 29.0 ns       | 0.28  | <= 0.67    | ok
            limiter | admitted, 1 rule                         | 32.0 ns  | Bucket4j, milliseconds 44.0 ns | 0.73  | none       | ok
            limiter | admitted, 1 rule, above the clock        | 8.0 ns   | clock 24.0 ns                  | 0.33  | none       | ok
            limiter | admitted, 1 rule, allocated              | 0.0 B    | -                              | -     | <= 0.0 B   | ok
            limiter | reserve and settle, above the two clocks | 90.0 ns  | Bucket4j, <added> 110.0 ns     | 0.82  | none       | ok
            limiter | reserve and settle, above the two clocks | 90.0 ns  | two clocks 48.0 ns             | 1.88  | none       | ok
            limiter | 100,000 keys, by name, above the clock   | 500.0 ns | Bucket4j in a map 1,250.0 ns   | 0.40  | <= 0.50    | ok
            limiter | a key in the map, 2 rates                | 72.0 B   | -                              | -     | <= 72.0 B  | ok
            limiter | a key in the map, 2 rates                | 72.0 B   | Resilience4j 424.0 B           | 0.17  | none       | ok
            machine: AMD EPYC, 2 processors, Linux 6.18 amd64; JVM: OpenJDK 64-Bit Server VM 17.0.15+6 -Xms3g
            """;

    @TempDir
    Path folder;

    @Test
    void of_results_drawsOursAndEveryRival_byTheirFigures() throws Exception {
        String svg = LimiterChart.of(file(SAMPLE));

        assertWellFormed(svg);
        // A quarter of the longest bar of its panel, which has 440.
        assertThat(widthOf(svg, "Weighhouse")).isEqualTo("110.0");
        assertThat(widthOf(svg, "Bucket4j")).isEqualTo("440.0");
        assertThat(widthOf(svg, "Bucket4j in a map")).isEqualTo("440.0");
        assertThat(svg).contains(">8.0 ns<", ">32.0 ns<", ">29.0 ns<", ">1,250.0 ns<", ">72.0 B<", ">424.0 B<");
        assertThat(svg).contains("Bucket4j, &lt;added&gt;", ">admitted, 1 rule<", ">a key in the map, 2 rates<");
    }

    @Test
    void of_results_leavesOutOtherSuites_wholeTimes_andTheClockItself() throws Exception {
        String svg = LimiterChart.of(file(SAMPLE));

        assertThat(svg).doesNotContain(">clock<", "two clocks", "milliseconds", "double", "allocated", "Old");
    }

    @Test
    void of_results_saysWhereTheyAreFrom() throws Exception {
        assertThat(LimiterChart.of(file(SAMPLE)))
                .contains("<desc>benchmarks/results/sample.txt (AMD EPYC, 2 processors, JVM 17.0.15+6)</desc>");
    }

    @Test
    void of_twoTables_drawsTheLast() throws Exception {
        String again = SAMPLE.replace("8.0 ns   | Bucket4j", "9.5 ns   | Bucket4j");

        assertThat(LimiterChart.of(file(SAMPLE + again))).contains(">9.5 ns<").doesNotContain(">8.0 ns<");
    }

    @Test
    void of_resultsWithoutThatSuite_isRefused() throws IOException {
        Path older = file("suite | case | ours | rival | ratio | goal | ok/SHORT\n");

        assertThatThrownBy(() -> LimiterChart.of(older))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sample.txt");
    }

    @Test
    void main_writesThePicture() throws Exception {
        Path picture = folder.resolve("limiter.svg");

        LimiterChart.main(new String[] {file(SAMPLE).toString(), picture.toString()});

        assertThat(picture).hasContent(LimiterChart.of(file(SAMPLE)));
    }

    /** Of the picture in the documentation; as long as there is none, there are no results that it could show. */
    @Test
    void committedPicture_isWhatTheCommittedResultsDraw() throws Exception {
        Path root = Path.of("..");
        Path picture = root.resolve("docs/limiter.svg");
        if (!Files.exists(picture)) {
            assertThat(drawableResults(root)).isEmpty();
            return;
        }
        String committed = Files.readString(picture);
        Matcher source = Pattern.compile("<desc>(benchmarks/results/[^ <]+)").matcher(committed);

        assertThat(source.find()).isTrue();
        assertThat(committed).isEqualTo(LimiterChart.of(root.resolve(source.group(1))));
    }

    private static List<Path> drawableResults(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("benchmarks/results"))) {
            return files.filter(LimiterChartTest::isDrawn).toList();
        }
    }

    private static boolean isDrawn(Path results) {
        try {
            return LimiterChart.isDrawn(ResultTable.of("limiter", Files.readAllLines(results, UTF_8)));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("sample.txt"), text);
    }

    /** Of the first bar with that label. */
    private static String widthOf(String svg, String label) {
        Matcher bar = Pattern.compile(">" + Pattern.quote(label) + "</text>\n<rect [^>]*width=\"([\\d.]+)\"")
                .matcher(svg);
        assertThat(bar.find()).as(label).isTrue();
        return bar.group(1);
    }

    private static void assertWellFormed(String svg) throws Exception {
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }
}
