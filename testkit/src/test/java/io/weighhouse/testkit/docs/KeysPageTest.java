// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Authentication.Authenticated;
import io.weighhouse.keyvault.key.Authentication.Rejected;
import io.weighhouse.keyvault.key.IssuedKey;
import io.weighhouse.keyvault.key.KeyDemand;
import io.weighhouse.keyvault.key.KeyRecordStore;
import io.weighhouse.keyvault.key.KeyRegistry;
import io.weighhouse.keyvault.key.KeyRegistryBuilder;
import io.weighhouse.keyvault.key.KeySignals;
import io.weighhouse.keyvault.key.NewKey;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.key.OwnerStatus;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.testkit.ManualClock;
import io.weighhouse.testkit.ManualTicker;
import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Works out what docs/concepts/keys.md says. */
class KeysPageTest {

    private static final DocPage PAGE = DocPage.at("docs/concepts/keys.md");

    private static final ApiKeyFormat FORMAT = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
    private static final NewKey WISH = NewKey.of(Owner.tenant("acme"), "ci").environment("live");
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final ManualClock clock = new ManualClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private final KeyRecordStore store = KeyRecordStore.inMemory();
    private final List<String> shown = new ArrayList<>();

    private String answered(String presented) {
        // [first]
        ApiKeyFormat format = ApiKeyFormat.parse("wh_sk_{env:live|test}_{b62:32}{crc}");
        KeyRegistry keys = KeyRegistry.builder(format, store).build();

        NewKey wish = NewKey.of(Owner.tenant("acme").user("u-17"), "ci")
                .environment("live")
                .scopes("chat");
        IssuedKey issued = keys.issue(wish);
        show(issued.key().reveal()); // once: nobody can show it again

        Authentication answer = keys.authenticate(presented, KeyDemand.scope("chat"));
        if (answer instanceof Rejected no) {
            return no.code().httpStatus() + " " + no.code().publicText();
        }
        Owner caller = ((Authenticated) answer).record().owner();
        // [/first]
        return caller.toString();
    }

    private void show(String key) {
        shown.add(key);
    }

    @Test
    void page_example_saysWhoCalls() {
        assertThat(answered("sk-other-product")).isEqualTo("401 Invalid API key.");
        assertThat(answered(shown.get(0))).isEqualTo("acme//u-17");
        assertThat(FORMAT.entropyBits()).as("of 190 random bits").isEqualTo(190);
    }

    @Test
    void page_words_areTypes() {
        assertThat(PAGE.column("## The words", "type"))
                .hasSize(11)
                .allSatisfy(type -> assertThat(isPublicType(type)).as(type).isTrue());
    }

    private static boolean isPublicType(String name) {
        return Stream.of("key", "secret", "resolve").anyMatch(where -> {
            try {
                return Modifier.isPublic(Class.forName("io.weighhouse.keyvault." + where + '.' + name)
                        .getModifiers());
            } catch (ClassNotFoundException elsewhere) {
                return false;
            }
        });
    }

    @Test
    void page_picture_hasEveryRejectionOnce() {
        String picture = PAGE.blocks("text", "## The way of a presented key").get(0);
        assertThat(codes(picture)).containsExactlyInAnyOrder(names());
    }

    @Test
    void page_whoIsTold_isWhatTheTextsSay() {
        List<DocPage.Row> table = PAGE.table("## Who is told what");
        assertThat(table.stream().flatMap(row -> codes(row.get("codes")).stream()))
                .containsExactly(names());
        List<String> untold = codes(table.get(0).get("codes"));
        assertThat(Rejection.values())
                .filteredOn(code -> code.publicText().equals(Rejection.NOT_FOUND.publicText()))
                .extracting(Enum::name)
                .isEqualTo(untold);
        List<String> toEverybody = codes(table.get(2).get("codes"));
        assertThat(Rejection.values())
                .filteredOn(code -> code.httpStatus() > 403)
                .extracting(Enum::name)
                .isEqualTo(toEverybody);
    }

    private static List<String> codes(String text) {
        return Arrays.stream(text.split("[^A-Z_]+"))
                .filter(word -> Arrays.asList(names()).contains(word))
                .toList();
    }

    private static String[] names() {
        return Arrays.stream(Rejection.values()).map(Enum::name).toArray(String[]::new);
    }

    @Test
    void page_revocationElsewhere_isHeardOfAsTheTableSays() {
        assertThat(PAGE.says("as soon as `revoke` returns")).isTrue();
        Map<String, UnaryOperator<KeyRegistryBuilder>> settings = Map.of(
                "as built",
                builder -> builder,
                "revocationBound(Duration.ZERO)",
                builder -> builder.revocationBound(Duration.ZERO),
                "revocationBound(Duration.ofMinutes(1))",
                builder -> builder.revocationBound(Duration.ofMinutes(1)),
                "changeFeed(Duration.ofHours(1))",
                builder -> builder.changeFeed(Duration.ofHours(1)),
                "acceptStale(Duration.ofMinutes(1))",
                builder -> builder.acceptStale(Duration.ofMinutes(1)));
        List<DocPage.Row> table = PAGE.table("## Revocation");
        for (DocPage.Row row : table) {
            CutOffKeys way = new CutOffKeys(store);
            UnaryOperator<KeyRegistryBuilder> setting =
                    Objects.requireNonNull(settings.get(row.get("the other registry")));
            KeyRegistry there = setting.apply(registry(way)).build();
            Duration refusedFrom =
                    refusedFrom(there, way, row.get("the store answers it").equals("yes"));
            assertThat(row.get("refused from")).as(row.toString()).isEqualTo(seconds(refusedFrom));
            assertThat(row.get("last accepted"))
                    .as(row.toString())
                    .isEqualTo(refusedFrom.isZero() ? "–" : seconds(refusedFrom.minus(MILLISECOND)));
        }
        assertThat(table).hasSize(8);
    }

    /** When a key that was revoked here is refused there, to the millisecond, with a request in each of them. */
    private Duration refusedFrom(KeyRegistry there, CutOffKeys way, boolean answers) {
        KeyRegistry here = registry(store).build();
        IssuedKey issued = here.issue(WISH);
        String key = issued.key().reveal();
        assertThat(there.authenticate(key)).isInstanceOf(Authenticated.class);
        // Again, because a feed's first look comes after the first read, and forgets it.
        assertThat(there.authenticate(key)).isInstanceOf(Authenticated.class);
        way.cutOff = !answers;
        here.revoke("acme", issued.record().id());
        assertThat(((Rejected) here.authenticate(key)).code()).isEqualTo(Rejection.REVOKED);
        Duration passed = Duration.ZERO;
        while (there.authenticate(key) instanceof Authenticated) {
            ticker.advance(MILLISECOND);
            passed = passed.plus(MILLISECOND);
        }
        assertThat(((Rejected) there.authenticate(key)).code())
                .isEqualTo(answers ? Rejection.REVOKED : Rejection.STORE_UNAVAILABLE);
        return passed;
    }

    private static String seconds(Duration time) {
        String text = time.toMillis() % 1_000 == 0
                ? Long.toString(time.toSeconds())
                : String.format(Locale.ROOT, "%.3f", time.toMillis() / 1e3).replaceAll("0+$", "");
        return text + " s";
    }

    @Test
    void page_ownerLockedOut_isNotInTheFeed() {
        boolean[] may = {true};
        KeyRegistry keys = registry(store)
                .owners(OwnerStatus.when(owner -> may[0]))
                .changeFeed(Duration.ofHours(1))
                .build();
        String key = keys.issue(WISH).key().reveal();
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        may[0] = false;
        ticker.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(keys.authenticate(key)).as("relied upon for the bound").isInstanceOf(Authenticated.class);
        ticker.advance(Duration.ofNanos(1));
        assertThat(((Rejected) keys.authenticate(key)).code()).isEqualTo(Rejection.OWNER_DISABLED);
        may[0] = true;
        keys.forgetAll();
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
    }

    @Test
    void page_unknownKey_isRememberedForASecond() {
        CutOffKeys counted = new CutOffKeys(store);
        KeyRegistry keys = registry(counted).build();
        String strangers = FORMAT.generate(new SecureRandom(), "live").reveal();
        for (int i = 0; i < 3; i++) {
            assertThat(keys.authenticate(strangers)).isEqualTo(new Rejected(Rejection.NOT_FOUND));
        }
        assertThat(counted.reads).isEqualTo(1);
        ticker.advance(Duration.ofSeconds(1));
        keys.authenticate(strangers);
        assertThat(counted.reads).isEqualTo(2);
    }

    @Test
    void page_end_isJudgedOnEveryCallAndStaleOnesAreCounted() {
        List<String> heard = new ArrayList<>();
        CutOffKeys way = new CutOffKeys(store);
        KeyRegistry keys = registry(way)
                .acceptStale(Duration.ofMinutes(1))
                .signals(new KeySignals() {
                    @Override
                    public void staleAccepted() {
                        heard.add("stale");
                    }
                })
                .build();
        String key = keys.issue(WISH.expiresAt(clock.instant().plusSeconds(10)))
                .key()
                .reveal();
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        way.cutOff = true;
        ticker.advance(Duration.ofSeconds(6));
        assertThat(keys.authenticate(key)).isInstanceOf(Authenticated.class);
        assertThat(heard).hasSize(1);
        ticker.advance(Duration.ofSeconds(4));
        assertThat(((Rejected) keys.authenticate(key)).code()).isEqualTo(Rejection.EXPIRED);
    }

    private KeyRegistryBuilder registry(KeyRecordStore over) {
        return KeyRegistry.builder(FORMAT, over).clock(clock).ticker(ticker::nanos);
    }
}
