// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmokeTest {

    @Test
    void run_smoke_succeedsAndShowsTheBooks() {
        CommandRun run = CommandRun.of("--smoke");
        assertThat(run.out()).doesNotContain("EXPECTED").doesNotContain("WRONG").doesNotContain("wh_sk_");
        assertThat(run.out())
                .contains("Prices: 5 of 6 entries taken; 1 NO_PRICE")
                .contains("skipped loopback-free: NO_PRICE")
                .contains("  200 chat, streamed")
                .contains("  402 more than the wallet")
                .contains("  409 the first id again")
                .contains("  429 limited key, again, retry-after ")
                .containsPattern("USAGE +call-1 +-0\\.000675 CREDIT +99\\.999325 CREDIT")
                .containsPattern("TOPUP +pay-1 +5\\.000000 CREDIT")
                .contains("Receipt of call-1, openai/gpt-4o-mini, basis REPORTED:")
                .contains("5 output_tokens    x 0.0000006 USD = 0.000003 USD -> 0.000540 CREDIT")
                .contains("Trial balance:")
                .endsWith("Everything adds up." + System.lineSeparator());
        assertThat(run.out().lines().filter(line -> line.contains("pay-1"))).hasSize(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }
}
