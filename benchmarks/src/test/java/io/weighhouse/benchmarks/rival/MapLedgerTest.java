// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MapLedgerTest {

    private final MapLedger ledger = new MapLedger();

    @BeforeEach
    void grantTen() {
        ledger.transfer("grant-1", "clearing", "wallet", new BigDecimal("10"));
    }

    @Test
    void transfer_sameIdTwice_movesOnce() {
        grantTen();

        assertThat(ledger.posted("wallet")).isEqualByComparingTo("10");
        assertThat(ledger.posted("clearing")).isEqualByComparingTo("-10");
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void hold_withinTheBalance_setsItAside_once() {
        assertThat(ledger.hold("call-1", "wallet", new BigDecimal("4"))).isTrue();
        assertThat(ledger.hold("call-1", "wallet", new BigDecimal("4"))).isTrue();

        assertThat(ledger.available("wallet")).isEqualByComparingTo("6");
        assertThat(ledger.posted("wallet")).isEqualByComparingTo("10");
    }

    @Test
    void hold_beyondTheBalance_isRefused() {
        assertThat(ledger.hold("call-1", "wallet", new BigDecimal("10.01"))).isFalse();
        assertThat(ledger.available("wallet")).isEqualByComparingTo("10");
    }

    @Test
    void hold_beyondWhatOthersHold_isRefused() {
        ledger.hold("call-1", "wallet", new BigDecimal("4"));

        assertThat(ledger.hold("call-2", "wallet", new BigDecimal("6.01"))).isFalse();
    }

    @Test
    void capture_part_movesItAndGivesBackTheRest_once() {
        ledger.hold("call-1", "wallet", new BigDecimal("4"));

        assertThat(ledger.capture("call-1", "revenue", new BigDecimal("1.5"))).isTrue();
        assertThat(ledger.capture("call-1", "revenue", new BigDecimal("1.5"))).isTrue();

        assertThat(ledger.available("wallet")).isEqualByComparingTo("8.5");
        assertThat(ledger.posted("revenue")).isEqualByComparingTo("1.5");
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void capture_withoutAHoldOrAboveIt_isRefused() {
        ledger.hold("call-1", "wallet", new BigDecimal("4"));

        assertThat(ledger.capture("call-1", "revenue", new BigDecimal("5"))).isFalse();
        assertThat(ledger.capture("call-2", "revenue", BigDecimal.ONE)).isFalse();
        assertThat(ledger.available("wallet")).isEqualByComparingTo("6");
    }

    @Test
    void release_givesAllBack_once() {
        ledger.hold("call-1", "wallet", new BigDecimal("4"));

        assertThat(ledger.release("call-1")).isTrue();
        assertThat(ledger.release("call-1")).isFalse();
        assertThat(ledger.available("wallet")).isEqualByComparingTo("10");
    }
}
