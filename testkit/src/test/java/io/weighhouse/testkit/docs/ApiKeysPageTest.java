// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.FileKeyRecordStore;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyEdit;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyPage;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyRegistryBuilder;
import io.weighhouse.keyvault.key.KeyState;
import io.weighhouse.keyvault.key.MissBudget;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.OwnerStatus;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.WhenFull;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/guides/api-keys.md says of the life of a key. */
class ApiKeysPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/api-keys.md");
    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");

    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final List<String> rows = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    private KeyRegistry registry() {
        return KeyRegistry.builder(FORMAT, store)
                .clock(clock)
                .ticker(ticker::nanos)
                .build();
    }

    private static IssuedKey issued(KeyRegistry keys) {
        return keys.issue(NewKey.of(Owner.tenant("acme"), "ci").environment("live"));
    }

    @Test
    void page_durableStore_knowsItsKeysAfterARestart(@TempDir Path folder) {
        Path path = folder.resolve("keys.log");
        String key;
        try (FileKeyRecordStore before = KeyRecordStore.file(path)) {
            key = issued(KeyRegistry.builder(FORMAT, before).build()).key().reveal();
        }
        // [registry]
        FileKeyRecordStore store = KeyRecordStore.file(path); // one file, one process; close it at the end
        KeyRegistry keys = KeyRegistry.builder(ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}"), store)
                .environment("live")
                .build();
        // [/registry]
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        store.close();
    }

    @Test
    void page_settings_areThoseOfTheBuilder() {
        assertThat(PAGE.column("## A registry", "setting"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(KeyRegistryBuilder.class.getDeclaredMethods())
                        .filter(method -> method.getReturnType() == KeyRegistryBuilder.class)
                        .map(Method::getName)
                        .toList());
    }

    @Test
    void page_parts_areThoseOfTheWish() {
        List<String> parts = PAGE.column("## Issue", "part").stream()
                .flatMap(part -> Arrays.stream(part.replace("`", "").split(", ")))
                .toList();
        List<String> methods = Arrays.stream(NewKey.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == NewKey.class && method.getParameterCount() == 1)
                .map(Method::getName)
                .filter(name -> !List.of("access", "validity", "terms").contains(name))
                .toList();
        assertThat(parts).contains("owner").containsAll(methods).hasSize(methods.size() + 1);
    }

    @Test
    void page_issuedKey_hasWhatWasWished() {
        KeyRegistry keys = registry();
        Instant endOfYear = Instant.parse("2026-12-31T23:00:00Z");
        // [issue]
        NewKey wish = NewKey.of(Owner.tenant("acme").team("search").user("u-17"), "ci")
                .environment("live")
                .scopes("chat", "admin:credits")
                .origins("https://*.acme.com")
                .plan("starter")
                .labels(Map.of("ticket", "OPS-17"))
                .expiresAt(endOfYear);
        IssuedKey issued = keys.issue(wish);
        show(issued.key().reveal());
        issued.key().close();
        // [/issue]
        assertThat(issued.record().display()).matches("wh_sk_live_[0-9A-Za-z]{2}\\.\\.[0-9A-Za-z]{2}");
        assertThat(issued.record().start().length()).isLessThanOrEqualTo(18);
        String bearer = rows.get(0);
        String originHeader = "https://app.acme.com";
        String address = "203.0.113.7";
        // [authenticate]
        KeyDemand demand = KeyDemand.scope("chat").origin(originHeader).from(address);
        Authentication answer = keys.authenticate(bearer, demand); // the key alone, without "Bearer "
        // [/authenticate]
        KeyRecord record = ((Authenticated) answer).record();
        assertThat(record.plan()).isEqualTo("starter");
        assertThat(record.labels()).containsEntry("ticket", "OPS-17");
        assertThat(record.scopes()).containsExactly("admin:credits", "chat");
        assertThat(record.expiresAt()).isEqualTo(endOfYear);
        assertThat(code(keys.authenticate(bearer, KeyDemand.scope("chat")))).isEqualTo(Rejection.ORIGIN_FORBIDDEN);
        assertThat(code(keys.authenticate(bearer, KeyDemand.scope("root").origin(originHeader))))
                .isEqualTo(Rejection.INSUFFICIENT_SCOPE);
    }

    private void show(String key) {
        rows.add(key);
    }

    @Test
    void page_keys_areListedChangedAndRevoked() {
        KeyRegistry keys = registry();
        IssuedKey issued = issued(keys);
        KeyId id = issued.record().id();
        String key = issued.key().reveal();
        issued(keys);
        // [change]
        keys.change("acme", id, KeyEdit.rename("nightly"));
        keys.change("acme", id, KeyEdit.scopes(Set.of("chat")));
        keys.change("acme", id, KeyEdit.plan("professional"));
        keys.change("acme", id, KeyEdit.expireAt(null)); // never
        keys.change("acme", id, KeyEdit.disable()); // until it is enabled
        keys.change("acme", id, KeyEdit.enable());
        // [/change]
        KeyRecord record = keys.find("acme", id).orElseThrow();
        assertThat(record.revision()).as("one of the six was so already").isEqualTo(6);
        assertThat(keys.change("evil", id, KeyEdit.disable())).isEmpty();
        assertThat(keys.authenticate(key)).isEqualTo(new Authenticated(record));
        // [revoke]
        Optional<KeyRecord> revoked = keys.revoke("acme", id);
        // [/revoke]
        assertThat(revoked).isPresent();
        assertThat(code(keys.authenticate(key))).isEqualTo(Rejection.REVOKED);
        Instant now = clock.instant();
        // [list]
        KeyPage page = KeyPage.first(100);
        List<KeyRecord> some = keys.list("acme", page);
        while (!some.isEmpty()) {
            some.forEach(each -> row(each.id(), each.name(), each.state(now), each.lastUsedAt()));
            page = page.next(some.get(some.size() - 1).id());
            some = keys.list("acme", page);
        }
        // [/list]
        assertThat(rows).hasSize(2).anyMatch(row -> row.equals(id + " nightly REVOKED null"));
    }

    private void row(KeyId id, String name, KeyState state, @Nullable Instant lastUsedAt) {
        rows.add(id + " " + name + ' ' + state + ' ' + lastUsedAt);
    }

    @Test
    void page_rotatedKey_isGoodForTheOverlap() {
        KeyRegistry keys = registry();
        IssuedKey old = issued(keys);
        KeyId id = old.record().id();
        // [rotate]
        IssuedKey successor = keys.rotate("acme", id, Duration.ofDays(7)).orElseThrow();
        // [/rotate]
        assertThat(successor.record().name()).isEqualTo("ci");
        assertThat(successor.record().terms()).isEqualTo(old.record().terms());
        ticker.advance(Duration.ofDays(7).minusMillis(1));
        assertThat(keys.authenticate(old.key().reveal())).isInstanceOf(Authenticated.class);
        assertThat(keys.authenticate(successor.key().reveal())).isInstanceOf(Authenticated.class);
        ticker.advance(Duration.ofMillis(1));
        assertThat(code(keys.authenticate(old.key().reveal()))).isEqualTo(Rejection.SUPERSEDED);
        assertThat(keys.authenticate(successor.key().reveal())).isInstanceOf(Authenticated.class);
    }

    @Test
    void page_audit_saysWhoDidWhat() {
        KeyId id = issued(registry()).record().id();
        ApiKeyFormat format = FORMAT;
        {
            // [audit]
            KeyRegistry keys = KeyRegistry.builder(format, store)
                    .audit(changed -> log.add(changed.id() + " " + changed.revision() + " " + changed.lastEvent()))
                    .build();
            keys.actingAs("admin-3").revoke("acme", id);
            // [/audit]
        }
        String said = PAGE.blocks("text", "## Who did what").get(0).strip();
        assertThat(log)
                .singleElement()
                .satisfies(line -> assertThat(line.replaceAll("at=[^]]*", "at="))
                        .isEqualTo(said.replace("key_...", id.value()).replaceAll("at=[^]]*", "at=")));
        assertThat(registry().find("acme", id).orElseThrow().lastEvent().actor())
                .isEqualTo("admin-3");
    }

    @Test
    void page_lastUse_isWrittenOnceAMinute() {
        KeyRegistry keys = registry();
        IssuedKey issued = issued(keys);
        KeyId id = issued.record().id();
        Instant first = clock.instant();
        for (int i = 0; i < 100; i++) {
            keys.authenticate(issued.key().reveal());
            ticker.advance(Duration.ofMillis(100));
        }
        keys.flushUses().toCompletableFuture().join();
        assertThat(keys.find("acme", id).orElseThrow().lastUsedAt()).isEqualTo(first);
    }

    @Test
    void page_ownerLockedOut_isRefusedAndNothingIsWritten() {
        Set<String> lockedOut = new HashSet<>();
        ApiKeyFormat format = FORMAT;
        // [owners]
        KeyRegistry keys = KeyRegistry.builder(format, store)
                .owners(OwnerStatus.when(owner -> !lockedOut.contains(owner.tenant())))
                .build();
        // [/owners]
        IssuedKey issued = issued(keys);
        String key = issued.key().reveal();
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        lockedOut.add("acme");
        keys.forgetAll();
        assertThat(code(keys.authenticate(key))).isEqualTo(Rejection.OWNER_DISABLED);
        assertThat(keys.find("acme", issued.record().id())).contains(issued.record());
    }

    @Test
    void page_unknownKeys_haveABudgetForEachSource() {
        ApiKeyFormat format = FORMAT;
        IssuedKey good = issued(registry());
        // [budget]
        RateLimiter limiter = RateLimiter.local()
                .maximumSubjects(100_000)
                .whenFull(WhenFull.SHARE)
                .build();
        Quota unknownKeys = Quota.of(Limit.requests("unknown-keys", 20, Duration.ofMinutes(1)));
        MissBudget budget = source ->
                limiter.acquire("source:" + source, unknownKeys, Cost.request()).retryAfterNanos();
        KeyRegistry keys = KeyRegistry.builder(format, store).missBudget(budget).build();
        // [/budget]
        KeyDemand evil = KeyDemand.NONE.from("203.0.113.7");
        KeyDemand other = KeyDemand.NONE.from("203.0.113.8");
        assertThat(keys.authenticate(good.key().reveal(), other)).isInstanceOf(Authenticated.class);
        int lookedUp = 0;
        Rejected last = new Rejected(Rejection.NOT_FOUND);
        for (int i = 0; i < 100; i++) {
            String madeUp = FORMAT.generate(new SecureRandom(), "live").reveal();
            last = (Rejected) keys.authenticate(madeUp, evil);
            lookedUp += last.code() == Rejection.NOT_FOUND ? 1 : 0;
            assertThat(code(keys.authenticate(madeUp.substring(1), evil))).isEqualTo(Rejection.MALFORMED);
        }
        assertThat(lookedUp).isBetween(20, 25);
        assertThat(last.code()).isEqualTo(Rejection.RATE_LIMITED);
        assertThat(last.retryAfterNanos()).isBetween(1L, 3_000_000_000L);
        assertThat(keys.authenticate(good.key().reveal(), evil)).as("known").isInstanceOf(Authenticated.class);
    }

    private static Rejection code(Authentication answer) {
        return ((Rejected) answer).code();
    }
}
