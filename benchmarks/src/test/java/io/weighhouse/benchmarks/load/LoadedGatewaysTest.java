// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedGatewaysTest {

    private static final int CALLS = 200;

    @TempDir
    private Path journal;

    @Test
    void call_throughBothGateways_theBooksOfAllThreeAgree_andAreInTheJournal() throws IOException {
        LedgerBooks expected;
        try (LoadedGateways gateways = LoadedGateways.start(journal)) {
            for (int i = 0; i < CALLS; i++) {
                gateways.metered().call();
                gateways.unmetered().call();
            }
            expected = gateways.metered().expected();
            assertThat(expected.calls()).isEqualTo(CALLS);
            assertThat(expected.credits()).isGreaterThan(CALLS);
            assertThat(gateways.metered().booked()).isEqualTo(expected);
            assertThat(gateways.differences()).isZero();
            assertThat(gateways.metered().gatewayCpuNanos()).isPositive();
        }
        JournalStore store = JournalStore.open(journal, JournalOptions.builder().build());
        try (Ledger ledger = Ledger.builder().store(store).build()) {
            assertThat(LedgerBooks.of(ledger)).isEqualTo(expected);
        }
    }

    @Test
    void sampleCall_requestAndAnswer_sayItsNumberAndItsTokens() {
        for (long number = 0; number < 5_000; number++) {
            SampleCall call = new SampleCall(number);
            assertThat(SampleCall.of(call.request())).isEqualTo(call);
            assertThat(SampleCall.tokensIn(call.answer())).isEqualTo(call.allTokens());
        }
    }
}
