// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyAccess;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyEvent;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyTerms;
import io.weighhouse.keyvault.key.KeyValidity;
import io.weighhouse.keyvault.key.LegacyCheck;
import io.weighhouse.keyvault.key.LegacyHasher;
import io.weighhouse.keyvault.key.LegacyHashes;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.OwnerStatus;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.key.Supersession;
import io.weighhouse.testkit.ManualClock;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Brings about every row of docs/reference/rejections.md, and every step of its order. */
class RejectionsPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/rejections.md");

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final Owner ACME = Owner.tenant("acme");
    private static final KeyDemand DEMAND =
            KeyDemand.scope("chat").origin("https://app.acme.com").from("203.0.113.7");

    private final ManualClock clock = new ManualClock();
    private final KeyRecordStore memory = KeyRecordStore.inMemory();
    private final CutOffKeys store = new CutOffKeys(memory);
    private boolean ownerMay = true;
    private long missWait;
    private String environment = "live";
    private final IssuedKey issued = registry().issue(NewKey.of(ACME, "ci").environment("live"));
    private final String key = issued.key().reveal();

    private KeyRegistry registry() {
        return KeyRegistry.builder(FORMAT, store)
                .clock(clock)
                .owners(OwnerStatus.when(owner -> ownerMay))
                .missBudget(source -> source.equals("203.0.113.7") ? missWait : 0)
                .environment(environment)
                .build();
    }

    /** A key with all faults that one may have at once, and a request that needs what it has not. */
    private void everyFault() {
        Instant now = clock.instant();
        KeyRecord worst = changed(record -> record.revokedAt(now)
                .supersession(new Supersession(new KeyId("next"), now))
                .disabledAt(now)
                .terms(new KeyTerms(
                        "live",
                        new KeyAccess(Set.of(), Set.of("https://shop.acme.com")),
                        new KeyValidity(null, now),
                        "",
                        Map.of())));
        assertThat(worst.revision()).isEqualTo(2);
        ownerMay = false;
        missWait = 1_000;
        environment = "test";
        store.cutOff = true;
    }

    private KeyRecord changed(UnaryOperator<KeyRecord.Builder> change) {
        KeyRecord old = memory.find("acme", issued.record().id())
                .toCompletableFuture()
                .join()
                .orElseThrow();
        KeyRecord next = change.apply(old.changed(new KeyEvent(KeyEvent.Kind.TERMS_CHANGED, "test", clock.instant())))
                .build();
        assertThat(memory.update(next).toCompletableFuture().join()).isTrue();
        return next;
    }

    private void terms(KeyAccess access, KeyValidity validity) {
        changed(record -> record.terms(new KeyTerms("live", access, validity, "", Map.of())));
    }

    @Test
    void page_everyRejection_isAsItsRowSaysAndComesInItsTurn() {
        everyFault();
        List<Rejection> told = new ArrayList<>();
        told.add(is("none", registry().authenticate("Bearer " + key, DEMAND)));
        told.add(is("none", registry().authenticate(mistyped(key), DEMAND)));
        told.add(is("none", registry().authenticate(key, DEMAND)));
        missWait = 0;
        told.add(is("none", registry().authenticate(key, DEMAND)));
        KeyRegistry closed = KeyRegistry.builder(FORMAT, memory)
                .legacy(LegacyHashes.of(new NoHasher()))
                .build();
        closed.close();
        told.add(is("none", closed.authenticate(strangers(), DEMAND)));
        store.cutOff = false;
        told.add(is("none", registry().authenticate(strangers(), DEMAND)));
        assertThat(is("none", registry().authenticate(key.replace("_live_", "_test_"), DEMAND)))
                .isEqualTo(Rejection.NOT_FOUND);
        told.add(faultOfTheKey());
        changed(record -> record.revokedAt(null));
        told.add(faultOfTheKey());
        changed(record -> record.supersession(null));
        told.add(faultOfTheKey());
        changed(record -> record.disabledAt(null));
        told.add(faultOfTheKey());
        KeyAccess elsewhere = new KeyAccess(Set.of(), Set.of("https://shop.acme.com"));
        terms(elsewhere, new KeyValidity(clock.instant().plusSeconds(1), null));
        told.add(faultOfTheKey());
        terms(elsewhere, KeyValidity.ALWAYS);
        told.add(faultOfTheKey());
        ownerMay = true;
        told.add(faultOfTheKey());
        environment = "live";
        told.add(faultOfTheKey());
        terms(new KeyAccess(Set.of("chat"), elsewhere.origins()), KeyValidity.ALWAYS);
        told.add(faultOfTheKey());
        terms(new KeyAccess(Set.of("chat"), Set.of("https://*.acme.com")), KeyValidity.ALWAYS);
        assertThat(registry().authenticate(key, DEMAND)).isInstanceOf(Authentication.Authenticated.class);

        assertThat(told).containsExactlyInAnyOrder(Rejection.values());
        assertThat(orderOfThePage()).isEqualTo(told.stream().map(Enum::name).toList());
    }

    private Rejection faultOfTheKey() {
        return is("known", registry().authenticate(key, DEMAND));
    }

    /** Holds an answer to the row of its code. */
    private Rejection is(String known, Authentication answer) {
        Rejected rejected = (Rejected) answer;
        Rejection code = rejected.code();
        DocPage.Row row = PAGE.table("# Rejections of API keys").stream()
                .filter(each -> each.get("code").equals(code.name()))
                .findFirst()
                .orElseThrow();
        assertThat(row.get("HTTP")).isEqualTo(Integer.toString(code.httpStatus()));
        assertThat(row.get("public text")).isEqualTo(code.publicText());
        assertThat(row.get("key")).as(code.name()).isEqualTo(known);
        assertThat(rejected.key() == null ? "none" : "known").as(code.name()).isEqualTo(known);
        assertThat(rejected.retryAfterNanos()).isEqualTo(code == Rejection.RATE_LIMITED ? 1_000 : 0);
        return code;
    }

    /** The codes of the numbered list, as they come. */
    private static List<String> orderOfThePage() {
        return PAGE.items("## Which comes first").stream()
                .flatMap(item -> Arrays.stream(item.split("`")))
                .filter(word -> word.matches("[A-Z_]{2,}"))
                .toList();
    }

    @Test
    void page_rejections_areAllThereInTheirOrder() {
        assertThat(PAGE.column("# Rejections of API keys", "code"))
                .containsExactlyElementsOf(
                        Arrays.stream(Rejection.values()).map(Enum::name).toList());
    }

    @Test
    void page_whatNobodyIsTold_hasOneStatusAndOneText() {
        List<DocPage.Row> table = PAGE.table("# Rejections of API keys");
        assertThat(table)
                .filteredOn(row -> row.get("who is told").equals("nobody"))
                .hasSize(5)
                .allSatisfy(row ->
                        assertThat(row.get("HTTP") + row.get("public text")).isEqualTo("401Invalid API key."));
        assertThat(table)
                .filteredOn(row -> row.get("who is told").equals("the key's holder"))
                .hasSize(7)
                .allSatisfy(row -> {
                    assertThat(row.get("key")).isEqualTo("known");
                    assertThat(row.get("public text")).contains(" API key ").isNotEqualTo("Invalid API key.");
                });
        assertThat(table)
                .filteredOn(row -> row.get("who is told").equals("everybody"))
                .extracting(row -> row.get("key"))
                .containsExactly("none", "none", "none");
    }

    private static String mistyped(String key) {
        int last = key.length() - 1;
        return key.substring(0, last) + (key.charAt(last) == 'a' ? 'b' : 'a');
    }

    private static String strangers() {
        return FORMAT.generate(new SecureRandom(), "live").reveal();
    }

    /** Hashes of no kind. */
    private static final class NoHasher implements LegacyHasher {

        @Override
        public String id() {
            return "none";
        }

        @Override
        public boolean recognises(String hash) {
            return hash.equals(decoy());
        }

        @Override
        public LegacyCheck check(byte[] key, String hash) {
            return LegacyCheck.MISMATCH;
        }

        @Override
        public String decoy() {
            return "$none$";
        }
    }
}
