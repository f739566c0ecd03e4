// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.resolve.CredentialStatus.Standing;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorTest {

    private static final ProviderId OPENAI = new ProviderId("openai");
    private static final Map<Right, String> LETTERS =
            Map.of(Right.SEE_CONFIGURED, "S", Right.SEE_MASK, "M", Right.CHANGE, "C", Right.DELETE, "D");
    private static final Map<String, Actor> WHO = Map.of(
            "member",
            Actor.member("ann", "acme").teams("search"),
            "admin",
            Actor.tenantAdmin("ann", "acme").teams("search"),
            "operator",
            Actor.platformAdmin("ann"),
            "both",
            Actor.tenantAdmin("ann", "acme").and(Role.PLATFORM_ADMIN),
            "nobody",
            new Actor("ann", "acme", "ann", Set.of("search"), Set.of()));
    private static final Map<String, SecretHolder> WHOSE = Map.of(
            "own user", SecretHolder.personal("acme", "ann"),
            "other user", SecretHolder.personal("acme", "bob"),
            "own team", SecretHolder.team("acme", "search"),
            "other team", SecretHolder.team("acme", "ann"),
            "tenant", SecretHolder.tenant("acme"),
            "platform", SecretHolder.platform());

    /** S: see whether there is one; M: see its mask; C: change it; D: delete it. */
    @ParameterizedTest
    @CsvSource({
        "member,   own user,     SMCD", "member,   other user, S ", "member,   own team, S   ",
                "member,   other team, -   ",
        "member,   tenant,       S   ", "member,   platform,   S ", "admin,    own user, SMCD",
                "admin,    other user, SD  ",
        "admin,    own team,     SMCD", "admin,    other team, SMCD", "admin,  tenant,   SMCD",
                "admin,    platform,   S   ",
        "operator, own user,     -   ", "operator, other user, - ", "operator, own team, -   ",
                "operator, other team, -   ",
        "operator, tenant,       -   ", "operator, platform,   SMCD", "both,   own user, SMCD",
                "both,     other user, SD  ",
        "both,     own team,     SMCD", "both,     other team, SMCD", "both,   tenant,   SMCD",
                "both,     platform,   SMCD",
        "nobody,   own user,     -   ", "nobody,   other user, - ", "nobody,   own team, -   ",
                "nobody,   other team, -   ",
        "nobody,   tenant,       -   ", "nobody,   platform,   - "
    })
    void may_everyRoleAndHolder_isAsTheTableSays(String who, String whose, String rights) {
        Actor actor = Objects.requireNonNull(WHO.get(who));
        SecretHolder holder = Objects.requireNonNull(WHOSE.get(whose));
        String may = Arrays.stream(Right.values())
                .filter(right -> actor.may(right, holder))
                .map(LETTERS::get)
                .collect(Collectors.joining());
        assertThat(may.isEmpty() ? "-" : may).isEqualTo(rights);
    }

    @Test
    void may_anythingOfAnotherTenant_isNever() {
        int asked = 0;
        int accepted = 0;
        for (Actor actor : actors("rival")) {
            for (SecretHolder holder : holders("acme")) {
                for (Right right : Right.values()) {
                    asked++;
                    accepted += actor.may(right, holder) ? 1 : 0;
                }
            }
        }
        System.out.println("cross-tenant rights: " + asked + " asked, " + accepted + " accepted");
        assertThat(asked).isGreaterThan(200);
        assertThat(accepted).isZero();
    }

    @Test
    void everyVerb_onAnotherTenantsCredentials_learnsAndChangesNothing() {
        SecretHouse house = new SecretHouse();
        holders("acme").forEach(holder -> house.put(holder, "sk-of-acme"));
        int puts = house.store.puts;
        int accepted = 0;
        for (Actor actor : actors("rival")) {
            for (SecretHolder holder : holders("acme")) {
                ProviderSecrets secrets = house.secrets();
                accepted += secrets.save(actor, holder, OPENAI, NewCredential.with("api_key", "sk-x"))
                                instanceof SaveOutcome.Saved
                        ? 1
                        : 0;
                accepted += secrets.delete(actor, holder, OPENAI) == ChangeOutcome.NOT_AUTHORISED ? 0 : 1;
                accepted += secrets.release(actor, holder, OPENAI) == ChangeOutcome.NOT_AUTHORISED ? 0 : 1;
                accepted += secrets.list(actor, holder).size();
                for (ProviderId provider : List.of(OPENAI, new ProviderId("groq"))) {
                    assertThat(secrets.status(actor, holder, provider))
                            .as("whether there is one or not")
                            .isEqualTo(CredentialStatus.bare(provider, Standing.HIDDEN));
                }
            }
            house.secrets().setPolicy(actor, OPENAI, OnRejection.NEXT_CUSTOMER_KEY, "");
        }
        assertThat(accepted).isZero();
        assertThat(house.store.puts).isEqualTo(puts);
        assertThat(house.store.findPolicy("acme", OPENAI).toCompletableFuture().join())
                .isEmpty();
    }

    @Test
    void actor_badNames_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Actor.member("ann smith", "acme"))
                .withMessageContaining("name=\"ann smith\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Actor.member("ann", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Actor.platformAdmin("root").and(Role.TENANT_ADMIN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Actor.member("ann", "acme").teams("a b"));
    }

    @Test
    void mayChangePolicy_onlyTheTenantsAdministrator_may() {
        assertThat(Actor.tenantAdmin("boss", "acme").mayChangePolicy("acme")).isTrue();
        assertThat(Actor.tenantAdmin("boss", "acme").mayChangePolicy("rival")).isFalse();
        assertThat(Actor.member("ann", "acme").mayChangePolicy("acme")).isFalse();
        assertThat(Actor.platformAdmin("root").mayChangePolicy("acme")).isFalse();
        assertThat(Actor.platformAdmin("root").mayChangePolicy("")).isFalse();
    }

    private static List<SecretHolder> holders(String tenant) {
        return List.of(
                SecretHolder.personal(tenant, "ann"),
                SecretHolder.personal(tenant, "bob"),
                SecretHolder.team(tenant, "search"),
                SecretHolder.team(tenant, "ann"),
                SecretHolder.tenant(tenant));
    }

    /** Everybody that a tenant may have, and the platform's people. */
    private static List<Actor> actors(String tenant) {
        List<Actor> actors = new ArrayList<>();
        for (Set<Role> held : List.<Set<Role>>of(
                Set.of(),
                Set.of(Role.MEMBER),
                Set.of(Role.TENANT_ADMIN),
                Set.of(Role.PLATFORM_ADMIN),
                Set.of(Role.MEMBER, Role.TENANT_ADMIN),
                Set.of(Role.MEMBER, Role.PLATFORM_ADMIN),
                Set.of(Role.TENANT_ADMIN, Role.PLATFORM_ADMIN),
                Set.of(Role.values()))) {
            actors.add(new Actor("ann", tenant, "ann", Set.of("search", "ann"), held));
            actors.add(new Actor("x", tenant, "", Set.of(), held));
        }
        actors.add(Actor.platformAdmin("root"));
        return actors;
    }
}
