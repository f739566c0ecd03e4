// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the package says of limits. */
class HostileJsonTest {

    private static final String COUNTS = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}";

    @Test
    void read_deepNestingBesideTheUsage_isSteppedOver() {
        String deep = "[".repeat(500_000) + "]".repeat(500_000);
        assertThat(usage("{\"a\":" + deep + ',' + COUNTS + '}')).isEqualTo(Usage.tokens(9, 4));
    }

    @Test
    void read_deepNestingInsideTheUsage_isSteppedOver() {
        String deep = "{\"a\":".repeat(500_000) + "1" + "}".repeat(500_000);
        assertThat(usage("{\"usage\":{\"x\":" + deep + ",\"prompt_tokens\":9,\"completion_tokens\":4}}"))
                .isEqualTo(Usage.tokens(9, 4));
    }

    @Test
    void read_hugeNamesTextsAndNumbers_areSteppedOver() {
        String huge = "x".repeat(3_000_000);
        String digits = "9".repeat(1_000_000);
        String body = "{\"" + huge + "\":\"" + huge + "\",\"n\":" + digits + ",\"usage\":{\"" + huge + "\":1,\"n\":"
                + digits + ",\"prompt_tokens\":9,\"completion_tokens\":4}}";
        UsageOutcome.Reported reported = reported(body);
        assertThat(reported.usage()).isEqualTo(Usage.tokens(9, 4));
        assertThat(reported.flags()).hasSize(2).allMatch(flag -> flag.length() < 200);
    }

    @Test
    void read_aMillionUnknownNumbers_areBounded() {
        StringBuilder many = new StringBuilder("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4");
        for (int i = 0; i < 1_000_000; i++) {
            many.append(",\"n").append(i).append("\":1");
        }
        assertThat(reported(many.append("}}").toString()).flags()).hasSize(24);
    }

    @Test
    void read_repeatedMember_theLastOneCounts() {
        assertThat(usage("{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens\":9,\"completion_tokens\":4}}"))
                .isEqualTo(Usage.tokens(9, 4));
        assertThat(usage("{\"usage\":{\"prompt_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":5}}," + COUNTS
                        + '}'))
                .isEqualTo(Usage.tokens(9, 4));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "1125899906842624"})
    void read_countsUpToTheLimit_areRead(long count) {
        assertThat(usage("{\"usage\":{\"prompt_tokens\":" + count + ",\"completion_tokens\":4}}"))
                .isEqualTo(Usage.tokens(count, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1125899906842625",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551617",
                "-0",
                "-1",
                "+1",
                "1.0",
                "1e2",
                "1e400",
                "007",
                "0x10",
                "NaN",
                "Infinity",
                "true",
                "\"9\"",
                "[9]",
                "{\"n\":9}",
            })
    void read_whatIsNoCount_isUnreadableWithWhatItIs(String value) {
        UsageOutcome outcome = read("{\"usage\":{\"prompt_tokens\":" + value + ",\"completion_tokens\":4}}");
        assertThat(outcome).isEqualTo(new UsageOutcome.Unreadable("must be a count: prompt_tokens=" + value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "1e-400", "1e999999999", "-1", "NaN", "\"1\"", "99999999999", "1e5000000000"})
    void read_whatIsNoCost_isFlaggedAndNeverSlow(String value) {
        UsageOutcome.Reported reported =
                reported("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"cost\":" + value + "}}");
        assertThat(reported.usage()).isEqualTo(Usage.tokens(9, 4));
        assertThat(reported.flags()).containsExactly("must be a cost: cost=" + value);
    }

    @Test
    void read_bodyCutAnywhere_isUnreadableOrSaysNoUsage() {
        String body = "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"a\\\"b\"}}]," + COUNTS + '}';
        for (int cut = 1; cut < body.length(); cut++) {
            assertThat(read(body.substring(0, cut)))
                    .as(body.substring(0, cut))
                    .isInstanceOf(UsageOutcome.Unreadable.class);
        }
    }

    @Test
    void read_escapesInTexts_areUndone() {
        Reading reading =
                ProviderApi.OPENAI_CHAT.reader().read(("{\"model\":\"a\\/b\\u002dc\"," + COUNTS + '}').getBytes(UTF_8));
        assertThat(reading.facts().model()).isEqualTo("a/b-c");
    }

    private static UsageOutcome read(String body) {
        return ProviderApi.OPENAI_CHAT.reader().read(body.getBytes(UTF_8)).usage();
    }

    private static Usage usage(String body) {
        return reported(body).usage();
    }

    private static UsageOutcome.Reported reported(String body) {
        UsageOutcome outcome = read(body);
        assertThat(outcome).isInstanceOf(UsageOutcome.Reported.class);
        return (UsageOutcome.Reported) outcome;
    }
}
