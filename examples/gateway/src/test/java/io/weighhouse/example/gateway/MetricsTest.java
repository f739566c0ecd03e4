// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics} as a scraper reads it. */
class MetricsTest {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+(?:\\{[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"})?) (-?[0-9]+(?:\\.[0-9]+)?)");

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void scrape_afterCalls_countsThemByWhatBecameOfThem() throws IOException, InterruptedException {
        Client caller = Client.of(running.base(), running.house.callerKey);
        caller.chat("c-1", "Weigh this", false);
        caller.chat("c-2", "!cut", true);
        caller.chat("c-3", "!fail", false);
        caller.chat("c-1", "Weigh this", false);
        Client.of(running.base(), "wh_sk_test_guess").chat("c-4", "Weigh this", false);
        Map<String, String> samples = scraped();
        assertThat(samples)
                .containsEntry("weighhouse_hold_total{outcome=\"placed\"}", "3")
                .containsEntry("weighhouse_hold_total{outcome=\"captured\"}", "2")
                .containsEntry("weighhouse_hold_total{outcome=\"released\"}", "1")
                .containsEntry("weighhouse_settle_total{basis=\"REPORTED\"}", "1")
                .containsEntry("weighhouse_settle_total{basis=\"NOTHING\"}", "1")
                .containsEntry("weighhouse_refuse_total{reason=\"ALREADY_SETTLED\"}", "1")
                .containsEntry("weighhouse_open_calls", "0");
        assertThat(samples.keySet())
                .anyMatch(name -> name.startsWith("weighhouse_refuse_total{reason=\"KEY_MALFORMED"));
    }

    @Test
    void scrape_openHold_isHeldInAllUntilItEnds() throws IOException, InterruptedException {
        running.house
                .ledger
                .hold(PlaceHold.of(House.DEMO.operation("h-1"), running.house.wallet, Amount.of("3", House.CREDIT)))
                .orThrow();
        running.house.statistics.usage();
        assertThat(scraped()).containsEntry("weighhouse_held{unit=\"CREDIT\"}", "3.000000");
        running.house
                .ledger
                .release(io.weighhouse.ledger.ReleaseHold.of(House.DEMO.operation("h-1")))
                .orThrow();
        running.house.statistics.usage();
        assertThat(scraped()).containsEntry("weighhouse_held{unit=\"CREDIT\"}", "0.000000");
    }

    @Test
    void scrape_everything_namesNoTenantAndNoKey() throws IOException, InterruptedException {
        Client.of(running.base(), running.house.callerKey).chat("c-1", "Weigh this", false);
        String text = Client.of(running.base(), "").look("/metrics").body();
        assertThat(text).doesNotContain("demo").doesNotContain("wh_sk").doesNotContain("gpt");
    }

    @Test
    void count_moreValuesThanAreKept_areCountedTogether() {
        Metrics metrics = new Metrics();
        for (int i = 0; i < 1_000; i++) {
            metrics.refused("CODE_" + i);
        }
        MetricsText text = new MetricsText();
        metrics.writeTo(text);
        long series = text.toString()
                .lines()
                .filter(line -> line.startsWith("weighhouse_refuse_total{"))
                .count();
        assertThat(series).isLessThanOrEqualTo(65);
        assertThat(text.toString()).contains("weighhouse_refuse_total{reason=\"other\"} 936");
    }

    @Test
    void text_labelWithQuotesAndBreaks_isEscaped() {
        MetricsText text = new MetricsText();
        text.family("f", "gauge", "two\nlines, one \\");
        text.sample("l", "a\"b\\c\nd", "1");
        assertThat(text).hasToString("# HELP f two\\nlines, one \\\\\n# TYPE f gauge\nf{l=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    /** The samples by name and label; every line must be a comment or a sample. */
    private Map<String, String> scraped() throws IOException, InterruptedException {
        var answer = Client.of(running.base(), "").look("/metrics");
        assertThat(answer.headers().firstValue("content-type")).contains(MetricsText.CONTENT_TYPE);
        Map<String, String> samples = new HashMap<>();
        for (String line : answer.body().lines().toList()) {
            if (!line.startsWith("# ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(samples.put(sample.group(1), sample.group(2)))
                        .as("twice: " + line)
                        .isNull();
            }
        }
        return samples;
    }
}
