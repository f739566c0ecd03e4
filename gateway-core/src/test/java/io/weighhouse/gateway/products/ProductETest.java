// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.products;

import static io.weighhouse.gateway.Gatehouse.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.Gatehouse;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyFormats;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Decline;
import io.weighhouse.ledger.Declined;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.Outcome;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.store.JournalOptions;
import io.weighhouse.ledger.store.JournalStore;
import io.weighhouse.metering.limit.CalendarPeriod;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token wallet: each key may make 20 requests a minute and 50 a day, which ends at midnight in Berlin. */
class ProductETest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final int PER_MINUTE = 20;
    private static final int PER_DAY = 50;
    private static final Plan PLAN = Gatehouse.plan()
            .limited(Quota.of(
                    Limit.requests("per-minute", PER_MINUTE, Duration.ofMinutes(1)),
                    Limit.calendar("per-day", Counted.REQUESTS, PER_DAY, CalendarPeriod.day(BERLIN))))
            .build();

    private static final Unit CALLS = Unit.of("CALLS", 0);
    private static final TenantId TENANT = TenantId.of("acme");
    private static final AccountId WALLET = TENANT.account("wallet");
    private static final AccountId REVENUE = TENANT.account("revenue");

    private static final ApiKeyFormat LONG = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:40}");
    private static final ApiKeyFormat SHORT = ApiKeyFormat.parse("pp_{env:live|test}-{b64u:32}");

    private final KeyRecordStore keyStore = KeyRecordStore.inMemory();
    private final Gatehouse house = new Gatehouse();
    private Instant now = Instant.parse("2026-11-26T21:00:00Z");
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final Gateway gateway =
            house.gateway(PLAN).limits(limiter().nonDurable().build()).build();

    @Test
    void e2_requestsPerMinute_areLimitedByKey() {
        assertThat(passedOf(house.bearer, 30)).isEqualTo(PER_MINUTE);
        assertThat(passedOf(anotherKey(), 30)).isEqualTo(PER_MINUTE);
        pass(Duration.ofSeconds(3));
        assertThat(passedOf(house.bearer, 30)).as("one in three seconds").isEqualTo(1);
    }

    @Test
    void e2_requestsPerDay_areLimitedByKeyUntilMidnight() {
        assertThat(passedInThreeMinutes(house.bearer)).isEqualTo(PER_DAY);
        assertThat(refused(begin(house.bearer)).toHttp(Dialect.OPENAI).headers())
                .as("one hour and 57 minutes; no client's own retry waits for that")
                .containsEntry("retry-after", "7020")
                .containsEntry("x-should-retry", "false");
        assertThat(passedOf(anotherKey(), 1)).isEqualTo(1);
        pass(Duration.ofMinutes(117).minusMillis(1));
        assertThat(passedOf(house.bearer, 1)).isZero();
        pass(Duration.ofMillis(1));
        assertThat(passedInThreeMinutes(house.bearer)).isEqualTo(PER_DAY);
    }

    @Test
    void e2_requestsPerDay_areForgottenByALimiterInMemoryWhichMustBeTold() {
        Gateway untold = house.gateway(PLAN).limits(limiter().build()).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> untold.begin(request(house.bearer)))
                .withMessageContaining("unless the limiter is declared nonDurable")
                .withMessageContaining("per-day");
        assertThat(house.balance().held()).isEqualTo(Gatehouse.credits("0"));

        assertThat(passedInThreeMinutes(house.bearer)).isEqualTo(PER_DAY);
        Gateway restarted =
                house.gateway(PLAN).limits(limiter().nonDurable().build()).build();
        assertThat(restarted.begin(request(house.bearer))).isInstanceOf(Begun.Started.class);
    }

    /** The same allowance as a limit leg of each call's hold: it is in the books, and outlives the process. */
    @Test
    void e2_requestsPerDayInTheLedger_outliveARestart(@TempDir Path folder) {
        int passed = 0;
        try (Ledger ledger = books(folder)) {
            for (int i = 0; i < PER_DAY + 1; i++) {
                if (hold(ledger, "key_1") instanceof Done<Hold> held) {
                    ledger.capture(CaptureHold.of(held.value().id(), REVENUE, credits("0")))
                            .orThrow();
                    passed++;
                }
            }
        }
        assertThat(passed).isEqualTo(PER_DAY);
        try (Ledger ledger = books(folder)) {
            assertThat(hold(ledger, "key_1"))
                    .isEqualTo(new Declined<>(
                            new Decline.LimitReached(counter("key_1"), calls(1), calls(0), calls(PER_DAY))));
            assertThat(hold(ledger, "key_2")).isInstanceOf(Done.class);
            pass(Duration.ofHours(2));
            assertThat(hold(ledger, "key_1")).as("it is another day in Berlin").isInstanceOf(Done.class);
        }
    }

    /** That bcrypt hashes are accepted and replaced is tested beside bcrypt, in its own module. */
    @Test
    void e1_bothLengths_areAccepted() {
        KeyRegistry long40 =
                KeyRegistry.builder(LONG, keyStore).clock(() -> now).build();
        KeyRegistry inAll40 =
                KeyRegistry.builder(SHORT, keyStore).clock(() -> now).build();
        NewKey wish = NewKey.of(Owner.tenant("acme"), "ci").environment("live");
        String longKey = long40.issue(wish).key().reveal();
        String shortKey = inAll40.issue(wish).key().reveal();
        assertThat(longKey).hasSize(48).matches("pp_live-[0-9A-Za-z_-]{40}");
        assertThat(shortKey).hasSize(40).matches("pp_live-[0-9A-Za-z_-]{32}");
        KeyRegistry both = KeyRegistry.builder(KeyFormats.of(LONG, SHORT), keyStore)
                .clock(() -> now)
                .build();
        assertThat(both.authenticate(longKey)).isInstanceOf(Authenticated.class);
        assertThat(both.authenticate(shortKey)).isInstanceOf(Authenticated.class);
        assertThat(both.authenticate(longKey.substring(0, 44))).isEqualTo(new Rejected(Rejection.MALFORMED));
    }

    @Test
    void e1_prefix_isStoredApart() {
        KeyRegistry keys = KeyRegistry.builder(LONG, keyStore).clock(() -> now).build();
        IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
        assertThat(issued.record().start()).hasSize(12).startsWith("pp_live-");
        assertThat(issued.key().reveal()).startsWith(issued.record().start());
    }

    @Test
    void e1_expiry_isJudgedOnEveryCall() {
        KeyRegistry keys = KeyRegistry.builder(LONG, keyStore).clock(() -> now).build();
        String key = keys.issue(NewKey.of(Owner.tenant("acme"), "ci")
                        .environment("live")
                        .expiresAt(now.plusSeconds(60)))
                .key()
                .reveal();
        pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        pass(Duration.ofMillis(1));
        assertThat(((Rejected) keys.authenticate(key)).code()).isEqualTo(Rejection.EXPIRED);
    }

    @Test
    void e1_revokedKey_isKeptAndRefused() {
        KeyRegistry keys = KeyRegistry.builder(LONG, keyStore).clock(() -> now).build();
        IssuedKey issued = keys.issue(NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
        keys.actingAs("admin-3").revoke("acme", issued.record().id());
        assertThat(((Rejected) keys.authenticate(issued.key().reveal())).code()).isEqualTo(Rejection.REVOKED);
        KeyRecord kept = keys.find("acme", issued.record().id()).orElseThrow();
        assertThat(kept.revokedAt()).isEqualTo(now);
        assertThat(kept.lastEvent().actor()).isEqualTo("admin-3");
    }

    private Ledger books(Path folder) {
        Ledger ledger = Ledger.builder()
                .store(JournalStore.open(
                        folder, JournalOptions.builder().segmentBytes(1 << 20).build()))
                .clock(() -> now)
                .build();
        ledger.open(Account.wallet(WALLET, Gatehouse.CREDIT)).orThrow();
        ledger.open(Account.of(REVENUE, AccountKind.REVENUE, Gatehouse.CREDIT)).orThrow();
        return ledger;
    }

    /** A hold of a call that costs nothing but one of the day's requests. */
    private Outcome<Hold> hold(Ledger ledger, String key) {
        AccountId counter = counter(key);
        ledger.open(Account.of(counter, AccountKind.COUNTER, CALLS)).orThrow();
        return ledger.hold(PlaceHold.of(TENANT.operation("e2-" + ids.incrementAndGet()), WALLET, credits("0"))
                .limit(new LimitLeg(counter, calls(1), calls(PER_DAY))));
    }

    private AccountId counter(String key) {
        return TENANT.account("calls:" + key + ':' + LocalDate.ofInstant(now, BERLIN));
    }

    private LocalRateLimiter.Builder limiter() {
        return RateLimiter.local().ticker(nanos::get).clock(() -> now);
    }

    private String anotherKey() {
        return house.keys
                .issue(NewKey.of(Owner.tenant("acme").user("alice"), "phone").environment("test"))
                .key()
                .reveal();
    }

    /** How many of 20 requests in each of three minutes, at their beginnings. */
    private int passedInThreeMinutes(String bearer) {
        int passed = 0;
        for (int minute = 0; minute < 3; minute++) {
            passed += passedOf(bearer, PER_MINUTE);
            pass(Duration.ofMinutes(1));
        }
        return passed;
    }

    private int passedOf(String bearer, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            if (begin(bearer) instanceof Begun.Started begun) {
                begun.call().close();
                passed++;
            }
        }
        return passed;
    }

    private Begun begin(String bearer) {
        return gateway.begin(request(bearer));
    }

    private Inbound request(String bearer) {
        return Inbound.of(bearer, "e2-" + ids.incrementAndGet(), BodyDigest.of(new byte[100]))
                .sku("openai", "small");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    private static Amount calls(long number) {
        return Amount.of(Long.toString(number), CALLS);
    }

    private static Amount credits(String decimal) {
        return Amount.of(decimal, Gatehouse.CREDIT);
    }
}
