// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.benchmarks.rival.BigDecimalPrices;
import io.weighhouse.benchmarks.rival.DatedPrices;
import io.weighhouse.benchmarks.rival.TokenScan;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceImport;
import io.weighhouse.metering.provider.UsageOutcome;
import io.weighhouse.metering.receipt.Basis;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured is what it says it is. */
class WorkTest {

    @Test
    void pricedCalls_costWhatBigDecimalSays() {
        PricedCalls calls = new PricedCalls();
        BigDecimalPrices decimals = new BigDecimalPrices("0.000003", "0.0000003", "0.000015", "1.8", "0.01");

        for (int i = 0; i < PricedCalls.COUNT; i++) {
            assertThat(calls.priceMinor(i))
                    .isEqualTo(decimals.credits(calls.counts(i)))
                    .isEqualTo(calls.rate(i).chargeOrThrow().price().minor());
        }
    }

    @Test
    void bookedCalls_costWhatBothCataloguesSay() {
        BookedCalls calls = new BookedCalls();
        DatedPrices<BigDecimalPrices> decimals = DatedPrices.exact(calls.prices());
        int equal = 0;

        for (int i = 0; i < PricedCalls.COUNT; i++) {
            assertThat(calls.priceMinor(i))
                    .isEqualTo(decimals.credits(calls.model(i), calls.epochMillis(i), calls.counts(i)))
                    .isEqualTo(calls.rate(i).chargeOrThrow().price().minor());
            equal += calls.receipt(i).linesAddUp() ? 1 : 0;
        }
        assertThat(equal).isEqualTo(PricedCalls.COUNT);
    }

    @Test
    void streamedEvents_withoutUsage_tellTextAndNoUsage() {
        for (StreamedEvents events : List.of(StreamedEvents.chat(), StreamedEvents.anthropic())) {
            for (int i = 0; i < 300; i++) {
                events.read(i);
            }
            assertThat(events.reading().usage()).isInstanceOf(UsageOutcome.NotReported.class);
            assertThat(events.reading().textEvents()).isEqualTo(300);
        }
    }

    @Test
    void streamedEvents_gemini_tellTheUsageSoFar() {
        StreamedEvents events = StreamedEvents.gemini();
        events.read(0);
        events.read(1);

        // 1,200 in and, with the second event, 2 out.
        assertThat(events.reading().usage())
                .isInstanceOfSatisfying(
                        UsageOutcome.Reported.class,
                        told -> assertThat(told.usage()).isEqualTo(Usage.tokens(1_200, 2)));
    }

    @Test
    void samplePriceFile_isTakenWhole() throws Exception {
        PriceImport taken = new LiteLlmPriceFile()
                .read(new ByteArrayInputStream(SamplePriceFile.text().getBytes(UTF_8)), "sample");

        assertThat(taken.book().size()).isEqualTo(SamplePriceFile.MODELS);
        assertThat(taken.report().skipped()).isEmpty();
    }

    @Test
    void tokenScan_seesEveryToken() throws Exception {
        byte[] json = "xx{\"a\": [1, null]}".getBytes(UTF_8);

        assertThat(TokenScan.tokens(json, 2, json.length - 2)).isEqualTo(7);
    }

    @Test
    void presentedKeys_areGoodDamagedForeignAndUnknown() {
        for (PresentedKeys keys : List.of(
                new PresentedKeys(),
                PresentedKeys.peppered(),
                PresentedKeys.ofThreeFormats(),
                PresentedKeys.lookedUp())) {
            for (int i = 0; i < PresentedKeys.COUNT; i++) {
                assertThat(keys.authenticate(i)).isInstanceOf(Authentication.Authenticated.class);
                assertThat(keys.authenticateForChat(i)).isInstanceOf(Authentication.Authenticated.class);
                assertThat(keys.authenticateDamaged(i)).isEqualTo(new Authentication.Rejected(Rejection.BAD_CHECKSUM));
                assertThat(keys.authenticateForeign(i)).isEqualTo(new Authentication.Rejected(Rejection.MALFORMED));
                assertThat(keys.authenticateUnknown(i)).isEqualTo(new Authentication.Rejected(Rejection.NOT_FOUND));
            }
        }
    }

    @Test
    void presentedKeys_hashedUnderAPepper_areRecordedSo() {
        assertThat(hashId(PresentedKeys.peppered())).isEqualTo("h1.1");
        assertThat(hashId(new PresentedKeys())).isEqualTo("s1");
    }

    private static String hashId(PresentedKeys keys) {
        return ((Authentication.Authenticated) keys.authenticate(0))
                .record()
                .hash()
                .id();
    }

    @Test
    void wallets_moveThreeCredits_alsoAfterTheLedgerWasReplaced() {
        Wallets wallets = new Wallets(2);

        for (int i = 0; i < Wallets.CALLS_BETWEEN_LEDGERS + 2; i++) {
            wallets.post().orThrow();
        }
        assertThat(wallets.holdAndCapture().orThrow().entries().get(0).posting().amount())
                .hasToString("3 CREDIT");
    }

    @Test
    void caller_settlesWhatWasUsed_alsoAfterTheLedgerWasReplaced() {
        Caller caller = new Caller(new Shop(), "one");

        for (int i = 0; i < Caller.CALLS_BETWEEN_LEDGERS; i++) {
            caller.openAndSettle();
        }
        // 1,200 x $3 + 350 x $15 a million are $0.00885; 1.8 times that is 1.593 cents.
        Settlement said = caller.openAndSettle();
        assertThat(said.charged()).hasToString("2 CREDIT");
        assertThat(said.receipt().basis()).isEqualTo(Basis.REPORTED);
    }

    @Test
    void caller_settlesWhatTheAnswerReports() {
        Caller caller = new Caller(new Shop(), "one");

        Settlement read = caller.openAndSettle(ChatBodies.response());
        Settlement begun = caller.beginAndSettle(ChatBodies.request(), ChatBodies.response());

        // 800 x $3 + 400 x $0.3 + 350 x $15 a million are $0.00777; 1.8 times that is 1.3986 cents.
        assertThat(read.charged()).hasToString("1 CREDIT");
        assertThat(read.receipt().basis()).isEqualTo(Basis.REPORTED);
        assertThat(begun.charged()).isEqualTo(read.charged());
        assertThat(begun.receipt().cost()).isEqualByComparingTo("0.00777");
    }

    @Test
    void chatBodies_haveAboutOneKilobyte() {
        assertThat(ChatBodies.request()).hasSizeBetween(900, 1_100);
        assertThat(ChatBodies.response()).hasSizeBetween(900, 1_100);
    }
}
