// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.BigDecimalPrices;
import io.weighhouse.benchmarks.rival.HexDigestKeys;
import io.weighhouse.benchmarks.rival.KeyedLimiter;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import io.weighhouse.benchmarks.rival.TokenCounts;
import io.weighhouse.benchmarks.rival.UsualMeter;
import io.weighhouse.benchmarks.work.Caller;
import io.weighhouse.benchmarks.work.LimitedCaller;
import io.weighhouse.benchmarks.work.PresentedKeys;
import java.time.Instant;

/** What {@link io.weighhouse.benchmarks.work.Caller} does, with a {@link UsualMeter}. For one thread. */
final class UsualCaller {

    private static final String WALLET = "wallet";
    private static final TokenCounts CAPS = new TokenCounts(2_000, 0, 1_000);
    private static final TokenCounts USED = new TokenCounts(1_200, 0, 350);

    private final UsualShop shop;
    private final String[] ids = new String[Caller.CALLS_BETWEEN_LEDGERS];
    private int calls;

    /** Where several of them call: the meter is replaced before its ledger is large. */
    static final class UsualShop {

        private final PresentedKeys keys = new PresentedKeys();
        private final HexDigestKeys digests = AuthenticateSuite.digestsOf(keys);
        private final BigDecimalPrices prices =
                new BigDecimalPrices("0.000003", "0.0000003", "0.000015", "1.8", "0.01");
        private final KeyedLimiter limiter = KeyedLimiter.bucket4jPair(
                new Rate(LimitedCaller.PLENTY, LimitedCaller.PERIOD),
                new Rate(LimitedCaller.PLENTY, LimitedCaller.PERIOD));
        private volatile UsualMeter meter = newMeter();

        private UsualMeter newMeter() {
            return new UsualMeter(limiter, prices, MapWallets.newLedger(WALLET));
        }
    }

    UsualCaller(UsualShop shop, String name) {
        this.shop = shop;
        for (int i = 0; i < ids.length; i++) {
            ids[i] = name + "-call-" + i;
        }
    }

    /** The credits taken for a usage that the caller says. */
    long openAndSettle() {
        UsualMeter meter = meter();
        String id = ids[calls++];
        return open(meter, id).settle(id, USED);
    }

    /** The credits taken for the usage in an upstream's answer. */
    long openAndSettle(byte[] response) {
        UsualMeter meter = meter();
        String id = ids[calls++];
        return open(meter, id).settle(id, response);
    }

    /** Whether the hash of the next API key is in the map. */
    boolean authenticate() {
        return shop.digests.authenticate(shop.keys.good(calls), Instant.now()).isPresent();
    }

    /** The same behind a check of the API key. */
    long beginAndSettle(byte[] response) {
        if (!authenticate()) {
            throw new IllegalStateException("must be a good key");
        }
        return openAndSettle(response);
    }

    private static UsualMeter open(UsualMeter meter, String id) {
        if (!meter.open(id, WALLET, CAPS)) {
            throw new IllegalStateException("must be admitted: call=" + id);
        }
        return meter;
    }

    private UsualMeter meter() {
        if (calls == ids.length) {
            shop.meter = shop.newMeter();
            calls = 0;
        }
        return shop.meter;
    }
}
