// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.Actor;
import io.weighhouse.keyvault.resolve.FieldSpec;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.resolve.ProviderCatalog;
import io.weighhouse.keyvault.resolve.ProviderFault;
import io.weighhouse.keyvault.resolve.ProviderSpec;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.resolve.Resolution.Denied;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SecretVaultException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whose key is used, against the rule read aloud: whatever is stored, allowed, agreed to, and broken. */
class ResolutionProperties {

    private static final ProviderId OPENAI = new ProviderId("openai");
    private static final Owner ANN = Owner.tenant("acme").team("search").user("ann");
    private static final SecretVault VAULT = SecretVault.of(MasterKeys.of("a", new byte[32]));

    /** What there is at a station. */
    enum Holding {
        ABSENT,
        GOOD,
        QUARANTINED,
        INCOMPLETE,
        UNDECRYPTABLE,
        SEALED_BY_ANOTHER,
        ROW_OF_ANOTHER,
        STORE_FAILS
    }

    /** What the gate says. */
    enum Gate {
        OPEN,
        CLOSED,
        FAILS
    }

    /** All that a resolution depends on. */
    record World(Map<Scope, Holding> holdings, List<Scope> order, Gate gate, OnRejection rule) {}

    @Property(tries = 3_000)
    void resolve_anyWorld_endsWhereTheRuleSays(@ForAll("worlds") World world, @ForAll boolean cached) {
        KeyResolver resolver = resolver(world, cached ? Duration.ofSeconds(5) : Duration.ZERO);
        String expected = expected(world, 0, "", OnRejection.FAIL);
        for (int again = 0; again < 2; again++) {
            assertThat(told(() -> resolver.resolve(ANN, OPENAI))).isEqualTo(expected);
            assertThat(told(() -> resolver.resolveAsync(ANN, OPENAI)
                            .toCompletableFuture()
                            .join()))
                    .isEqualTo(expected);
        }
        if (!expected.equals("error of the vault")) {
            assertThat(told(() -> resolver.source(ANN, OPENAI))).isEqualTo(whoseIs(expected));
        }
    }

    @Property(tries = 3_000)
    void rejected_anyWorld_goesOnAsThePolicySays(
            @ForAll("worlds") World world, @ForAll ProviderFault fault, @ForAll boolean cached) {
        KeyResolver resolver = resolver(world, cached ? Duration.ofSeconds(5) : Duration.ZERO);
        String first = told(() -> resolver.resolve(ANN, OPENAI));
        if (!first.startsWith("key of")) {
            return;
        }
        Found found = (Found) resolver.resolve(ANN, OPENAI);
        int station = world.order.indexOf(found.source());
        String expected = found.source() == Scope.PLATFORM
                ? fault.name()
                : world.rule == OnRejection.FAIL
                        ? fault.name()
                        : expected(world, station + 1, fault.name(), world.rule);
        Resolution[] next = new Resolution[1];
        assertThat(told(() -> next[0] = resolver.rejected(found, fault))).isEqualTo(expected);
        if (next[0] instanceof Found fallback) {
            assertThat(fallback.isFallback()).isTrue();
            assertThat(fallback.payer() == Payer.PLATFORM).isEqualTo(fallback.source() == Scope.PLATFORM);
            assertThat(fallback.trace()).hasSizeGreaterThan(found.trace().size());
        }
    }

    @Property(tries = 1_000)
    void resolve_anyWorldOfATenant_isNothingToAnother(@ForAll("worlds") World world) {
        World closed = new World(world.holdings, world.order, Gate.CLOSED, world.rule);
        KeyResolver resolver = resolver(closed, Duration.ofSeconds(5));
        assertThat(told(() -> resolver.resolve(ANN, OPENAI)))
                .as("what may be in the cache now")
                .isNotEmpty();
        String rivals =
                told(() -> resolver.resolve(Owner.tenant("rival").team("search").user("ann"), OPENAI));
        assertThat(rivals).isEqualTo(world.order.contains(Scope.PLATFORM) ? "NOT_ENTITLED" : "none");
    }

    /** The rule, read aloud. */
    private static String expected(World world, int from, String refusal, OnRejection fallback) {
        String why = refusal;
        OnRejection rule = fallback;
        boolean closed = false;
        for (Scope scope : world.order.subList(from, world.order.size())) {
            if (scope == Scope.PLATFORM) {
                if (!why.isEmpty() && rule == OnRejection.NEXT_CUSTOMER_KEY) {
                    continue;
                }
                if (world.gate == Gate.FAILS) {
                    return "error of the gate";
                }
                if (world.gate == Gate.CLOSED) {
                    closed = true;
                    continue;
                }
            }
            switch (world.holdings.getOrDefault(scope, Holding.ABSENT)) {
                case ABSENT -> {}
                case GOOD -> {
                    return "key of " + scope;
                }
                case INCOMPLETE -> {
                    return "MISCONFIGURED";
                }
                case UNDECRYPTABLE, SEALED_BY_ANOTHER, ROW_OF_ANOTHER -> {
                    return "error of the vault";
                }
                case STORE_FAILS -> {
                    return "error of the store";
                }
                case QUARANTINED -> {
                    why = why.isEmpty() ? "QUARANTINED" : why;
                    rule = world.rule;
                    if (scope == Scope.PLATFORM || rule == OnRejection.FAIL) {
                        return why;
                    }
                }
            }
        }
        return !why.isEmpty() ? why : closed ? "NOT_ENTITLED" : "none";
    }

    private static String whoseIs(String expected) {
        return expected.startsWith("key of ")
                ? expected.substring("key of ".length())
                : expected.startsWith("error") ? expected : "nobody's";
    }

    private static String told(Supplier<?> question) {
        try {
            Object answer = question.get();
            if (answer instanceof Found found) {
                try (var credential = found.credential()) {
                    return credential.apiKey().text(SecretAccess.get());
                }
            }
            if (answer instanceof Denied denied) {
                return denied.reason().name();
            }
            if (answer instanceof Optional<?> source) {
                return source.isPresent() ? source.get().toString() : "nobody's";
            }
            return "none";
        } catch (SecretStoreException failed) {
            return "error of the store";
        } catch (SecretVaultException failed) {
            return "error of the vault";
        } catch (IllegalStateException failed) {
            return "error of the gate";
        } catch (RuntimeException other) {
            Throwable cause = other.getCause();
            return cause instanceof SecretStoreException
                    ? "error of the store"
                    : cause instanceof SecretVaultException
                            ? "error of the vault"
                            : cause instanceof IllegalStateException ? "error of the gate" : other.toString();
        }
    }

    private static KeyResolver resolver(World world, Duration bound) {
        BrokenRows store = new BrokenRows();
        world.holdings.forEach((scope, holding) -> store.hold(new SecretSlot(holder(scope), OPENAI), holding, VAULT));
        PlatformAccess access = world.gate == Gate.FAILS
                ? (owner, provider) -> CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                : PlatformAccess.when((owner, provider) -> world.gate == Gate.OPEN);
        KeyResolver resolver = KeyResolver.builder(VAULT, store, access)
                .catalog(ProviderCatalog.empty()
                        .with(ProviderSpec.of("openai", FieldSpec.secret("api_key"), FieldSpec.plain("region"))
                                .lookedFor(world.order.toArray(Scope[]::new))))
                .cacheBound(bound)
                .build();
        resolver.secrets().setPolicy(Actor.tenantAdmin("boss", "acme"), OPENAI, world.rule, "terms");
        store.breakNow();
        return resolver;
    }

    private static SecretHolder holder(Scope scope) {
        return switch (scope) {
            case PERSONAL -> SecretHolder.personal("acme", "ann");
            case TEAM -> SecretHolder.team("acme", "search");
            case TENANT -> SecretHolder.tenant("acme");
            case PLATFORM -> SecretHolder.platform();
        };
    }

    @Provide
    Arbitrary<World> worlds() {
        Arbitrary<Holding> holding = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(Holding.ABSENT, Holding.GOOD, Holding.QUARANTINED)),
                Tuple.of(1, Arbitraries.of(Holding.class)));
        Arbitrary<Map<Scope, Holding>> holdings = holding.list().ofSize(4).map(list -> {
            Map<Scope, Holding> map = new EnumMap<>(Scope.class);
            Iterator<Holding> next = list.iterator();
            for (Scope scope : Scope.values()) {
                map.put(scope, next.next());
            }
            return map;
        });
        Arbitrary<List<Scope>> nearestFirst = Arbitraries.just(List.of(Scope.values()));
        Arbitrary<List<Scope>> any =
                Arbitraries.of(Scope.values()).list().uniqueElements().ofMinSize(1);
        return Combinators.combine(
                        holdings,
                        Arbitraries.oneOf(nearestFirst, any),
                        Arbitraries.frequency(
                                Tuple.of(4, Gate.OPEN), Tuple.of(2, Gate.CLOSED), Tuple.of(1, Gate.FAILS)),
                        Arbitraries.of(OnRejection.class))
                .as(World::new);
    }
}
