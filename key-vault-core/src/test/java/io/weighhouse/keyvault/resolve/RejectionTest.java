// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static io.weighhouse.keyvault.resolve.SecretHouse.ADMIN;
import static io.weighhouse.keyvault.resolve.SecretHouse.ANN;
import static io.weighhouse.keyvault.resolve.SecretHouse.OPENAI;
import static io.weighhouse.keyvault.resolve.SecretHouse.OPERATOR;
import static io.weighhouse.keyvault.resolve.SecretHouse.PERSONAL;
import static io.weighhouse.keyvault.resolve.SecretHouse.PLATFORM;
import static io.weighhouse.keyvault.resolve.SecretHouse.TEAM;
import static io.weighhouse.keyvault.resolve.SecretHouse.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.resolve.Resolution.Denied;
import io.weighhouse.keyvault.resolve.Resolution.Found;
import io.weighhouse.keyvault.resolve.Step.Finding;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.CredentialState.Status;
import io.weighhouse.keyvault.secret.OnRejection;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.keyvault.secret.SecretVaultException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RejectionTest {

    private final SecretHouse house = new SecretHouse();

    @ParameterizedTest
    @EnumSource(ProviderFault.class)
    void rejected_noPolicy_failsWhateverElseThereIs(ProviderFault fault) {
        everybody();
        assertThat(house.resolver.rejected(house.found(), fault))
                .isEqualTo(new Denied(
                        Denial.valueOf(fault.name()),
                        List.of(),
                        List.of(new Step(Scope.PERSONAL, Finding.valueOf(fault.name())))));
    }

    @Test
    void rejected_nextCustomerKey_walksOnToTheLastAndNeverToThePlatform() {
        everybody();
        policy(OnRejection.NEXT_CUSTOMER_KEY);
        Found personal = house.found();
        Found team = next(personal, "team's");
        Found tenant = next(team, "tenant's");
        assertThat(List.of(personal.isFallback(), team.isFallback(), tenant.isFallback()))
                .containsExactly(false, true, true);
        assertThat(tenant.payer()).isEqualTo(Payer.CUSTOMER);
        assertThat(house.resolver.rejected(tenant, ProviderFault.EXHAUSTED))
                .isEqualTo(new Denied(
                        Denial.EXHAUSTED,
                        List.of(),
                        List.of(
                                new Step(Scope.PERSONAL, Finding.LIMITED),
                                new Step(Scope.TEAM, Finding.LIMITED),
                                new Step(Scope.TENANT, Finding.EXHAUSTED),
                                new Step(Scope.PLATFORM, Finding.NO_CONSENT))));
        assertThat(house.gateAsked).as("nobody asked for the platform's").hasValue(0);
    }

    @Test
    void rejected_platformWithConsent_isMarkedAndPaidByThePlatform() {
        house.put(PERSONAL, "ann's");
        house.put(PLATFORM, "platform's");
        policy(OnRejection.PLATFORM);
        Found found = next(house.found(), "platform's");
        assertThat(found.isFallback()).isTrue();
        assertThat(found.payer()).isEqualTo(Payer.PLATFORM);
        assertThat(found.trace())
                .containsExactly(
                        new Step(Scope.PERSONAL, Finding.LIMITED),
                        new Step(Scope.TEAM, Finding.ABSENT),
                        new Step(Scope.TENANT, Finding.ABSENT),
                        new Step(Scope.PLATFORM, Finding.FOUND));
        assertThat(house.resolver.rejected(found, ProviderFault.LIMITED))
                .as("there is nothing behind the platform's")
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).isEqualTo(Denial.LIMITED));
    }

    @Test
    void rejected_platformWithConsentButNotEntitled_isDenied() {
        house.put(PERSONAL, "ann's");
        house.put(PLATFORM, "platform's");
        policy(OnRejection.PLATFORM);
        house.entitled = false;
        Resolution resolution = house.resolver.rejected(house.found(), ProviderFault.LIMITED);
        assertThat(SecretHouse.text(resolution)).isEqualTo("LIMITED");
        assertThat(resolution.trace()).last().isEqualTo(new Step(Scope.PLATFORM, Finding.NOT_ENTITLED));
    }

    @Test
    void rejected_policyOfAnotherTenantOrProvider_doesNotCount() {
        everybody();
        house.secrets().setPolicy(Actor.tenantAdmin("eve", "rival"), OPENAI, OnRejection.NEXT_CUSTOMER_KEY, "");
        house.secrets().setPolicy(ADMIN, SecretHouse.TWILIO, OnRejection.NEXT_CUSTOMER_KEY, "");
        assertThat(SecretHouse.text(house.resolver.rejected(house.found(), ProviderFault.LIMITED)))
                .isEqualTo("LIMITED");
    }

    @Test
    void rejected_thirdInARow_isQuarantinedAndHeardOf() {
        everybody();
        for (int i = 1; i <= 3; i++) {
            assertThat(house.row(PERSONAL).state().rejections()).isEqualTo(i - 1);
            house.resolver.rejected(house.found(), ProviderFault.REJECTED);
        }
        assertThat(house.row(PERSONAL).state().status()).isEqualTo(Status.QUARANTINED);
        assertThat(house.row(PERSONAL).revision()).isEqualTo(1);
        assertThat(house.resolver.resolve(ANN, OPENAI))
                .isEqualTo(new Denied(
                        Denial.QUARANTINED, List.of(), List.of(new Step(Scope.PERSONAL, Finding.QUARANTINED))));
        assertThat(house.resolver.mayUse(ANN, OPENAI)).isFalse();
        assertThat(house.heard.subList(4, house.heard.size()))
                .containsExactly(
                        "REJECTED by system PERSONAL openai 1",
                        "REJECTED by system PERSONAL openai 1",
                        "QUARANTINED by system PERSONAL openai 1");
    }

    @Test
    void resolve_quarantined_isTreatedAsRejectedUnderThePolicy() {
        everybody();
        quarantine(PERSONAL);
        assertThat(house.key()).isEqualTo("QUARANTINED");
        policy(OnRejection.NEXT_CUSTOMER_KEY);
        assertThat(house.key()).isEqualTo("team's");
        assertThat(house.found().isFallback()).isTrue();
        assertThat(house.resolver.source(ANN, OPENAI)).contains(Scope.TEAM);
        house.resolver.delete(TEAM, OPENAI);
        house.resolver.delete(TENANT, OPENAI);
        assertThat(house.key()).as("no consent for the platform's").isEqualTo("QUARANTINED");
        policy(OnRejection.PLATFORM);
        assertThat(house.key()).isEqualTo("platform's");
        policy(OnRejection.FAIL);
        assertThat(house.key()).isEqualTo("QUARANTINED");
    }

    @Test
    void resolve_twoQuarantined_findsTheThird() {
        everybody();
        policy(OnRejection.NEXT_CUSTOMER_KEY);
        quarantine(PERSONAL);
        quarantine(TEAM);
        assertThat(house.key()).isEqualTo("tenant's");
        assertThat(house.found().trace())
                .containsExactly(
                        new Step(Scope.PERSONAL, Finding.QUARANTINED),
                        new Step(Scope.TEAM, Finding.QUARANTINED),
                        new Step(Scope.TENANT, Finding.FOUND));
    }

    @Test
    void rejected_limitedOrExhausted_isNotCounted() {
        everybody();
        for (int i = 0; i < 10; i++) {
            house.resolver.rejected(house.found(), ProviderFault.LIMITED);
            house.resolver.rejected(house.found(), ProviderFault.EXHAUSTED);
        }
        assertThat(house.row(PERSONAL).version()).as("nothing was written").isEqualTo(1);
    }

    @Test
    void accepted_betweenRejections_startsTheCountAnew() {
        everybody();
        for (int i = 0; i < 5; i++) {
            house.resolver.rejected(house.found(), ProviderFault.REJECTED);
            house.resolver.rejected(house.found(), ProviderFault.REJECTED);
            house.resolver.accepted(house.found());
            assertThat(house.row(PERSONAL).state().rejections()).isZero();
        }
        assertThat(house.row(PERSONAL).state().status()).isEqualTo(Status.OK);
    }

    @Test
    void rejected_afterANewKeyWasSaved_doesNotCountAgainstIt() {
        everybody();
        Found old = house.found();
        house.put(PERSONAL, "ann's new");
        for (int i = 0; i < 5; i++) {
            house.resolver.rejected(old, ProviderFault.REJECTED);
        }
        assertThat(house.row(PERSONAL).state().rejections()).isZero();
        assertThat(house.key()).isEqualTo("ann's new");
    }

    @Test
    void accepted_ofAnOlderKey_doesNotMakeUpForTheNewOnes() {
        everybody();
        Found old = house.found();
        house.put(PERSONAL, "ann's new");
        house.resolver.rejected(house.found(), ProviderFault.REJECTED);
        house.resolver.accepted(old);
        assertThat(house.row(PERSONAL).state().rejections()).isEqualTo(1);
    }

    @Test
    void accepted_ofAQuarantinedKey_doesNotRelease() {
        everybody();
        Found early = house.found();
        quarantine(PERSONAL);
        house.resolver.accepted(early);
        assertThat(house.row(PERSONAL).state().status()).isEqualTo(Status.QUARANTINED);
    }

    @Test
    void save_quarantinedKey_isUsedAgain() {
        everybody();
        quarantine(PERSONAL);
        house.put(PERSONAL, "ann's new");
        assertThat(house.key()).isEqualTo("ann's new");
    }

    @Test
    void release_quarantinedKey_isUsedAgain() {
        everybody();
        quarantine(PERSONAL);
        Actor ann = Actor.member("ann", "acme");
        assertThat(house.secrets().release(ADMIN, PERSONAL, OPENAI)).isEqualTo(ChangeOutcome.NOT_AUTHORISED);
        assertThat(house.secrets().release(ann, PERSONAL, OPENAI)).isEqualTo(ChangeOutcome.DONE);
        assertThat(house.secrets().release(ann, PERSONAL, OPENAI)).isEqualTo(ChangeOutcome.NOTHING_THERE);
        assertThat(house.key()).isEqualTo("ann's");
        assertThat(house.row(PERSONAL).state().rejections()).isZero();
        assertThat(house.heard).last().isEqualTo("RELEASED by ann PERSONAL openai 1");
    }

    @Test
    void rejected_platformsKey_isCountedToTheBoundButNeverQuarantined() {
        house.put(PLATFORM, "platform's");
        for (int i = 0; i < 20; i++) {
            assertThat(SecretHouse.text(house.resolver.rejected(house.found(), ProviderFault.REJECTED)))
                    .isEqualTo("REJECTED");
        }
        assertThat(house.row(PLATFORM).state())
                .extracting(CredentialState::status, CredentialState::rejections)
                .containsExactly(Status.OK, 3);
        assertThat(house.row(PLATFORM).version()).as("1 save and 3 counts").isEqualTo(4);
        house.resolver.accepted(house.found());
        assertThat(house.row(PLATFORM).state().rejections()).isZero();
        assertThat(house.secrets().status(OPERATOR, PLATFORM, OPENAI).standing())
                .isEqualTo(CredentialStatus.Standing.OK);
    }

    @Test
    void rejected_manyAtOnce_areCountedUpToQuarantineAndNoFurther() {
        everybody();
        List<Found> inFlight =
                IntStream.range(0, 50).mapToObj(i -> house.found()).toList();
        inFlight.parallelStream().forEach(found -> house.resolver.rejected(found, ProviderFault.REJECTED));
        assertThat(house.row(PERSONAL).state().status()).isEqualTo(Status.QUARANTINED);
        assertThat(house.row(PERSONAL).version()).as("1 save and 3 counts").isEqualTo(4);
    }

    @Test
    void rejected_ownThreshold_isKept() {
        house.resolver = house.builder().quarantineAfter(1).build();
        house.put(PERSONAL, "ann's");
        house.resolver.rejected(house.found(), ProviderFault.REJECTED);
        assertThat(house.key()).isEqualTo("QUARANTINED");
    }

    @Test
    void rejected_nextStationOrPolicyFails_isAnErrorAndNeverTheOneAfter() {
        everybody();
        policy(OnRejection.PLATFORM);
        Found found = house.found();
        house.store.failing = slot -> slot.holder().equals(TEAM);
        assertThatThrownBy(() -> house.resolver.rejected(found, ProviderFault.LIMITED))
                .isInstanceOf(SecretStoreException.class);
        house.store.failing = slot -> slot.holder().equals(PERSONAL);
        assertThatThrownBy(() -> house.resolver.rejected(found, ProviderFault.REJECTED))
                .as("it cannot be counted")
                .isInstanceOf(SecretStoreException.class);
        house.store.failing = slot -> false;
        KeyResolver other = house.builder().build();
        house.store.policiesFail = true;
        Found again = (Found) other.resolve(ANN, OPENAI);
        assertThatThrownBy(() -> other.rejected(again, ProviderFault.LIMITED))
                .isInstanceOf(SecretStoreException.class)
                .hasRootCauseMessage("no connection");
    }

    @Test
    void resolve_undecryptableRow_isAnErrorAndNeverTheNextOne() {
        everybody();
        policy(OnRejection.PLATFORM);
        SealedCredential row = house.row(PERSONAL);
        house.store.put(row.rewritten(
                row.fields(),
                new CredentialState(Status.UNDECRYPTABLE, 0, row.state().lastEvent())));
        for (Runnable verb : List.<Runnable>of(
                () -> house.resolver.resolve(ANN, OPENAI),
                () -> house.resolver.source(ANN, OPENAI),
                () -> house.resolver.mayUse(ANN, OPENAI))) {
            assertThatThrownBy(verb::run).isInstanceOf(SecretVaultException.class);
        }
    }

    @Test
    void order_ofTheProvider_isKept() {
        house.resolver = house.builder()
                .catalog(ProviderCatalog.standard()
                        .with(ProviderSpec.of("openai", FieldSpec.secret("api_key"))
                                .lookedFor(Scope.PLATFORM, Scope.TENANT)))
                .build();
        everybody();
        assertThat(house.key()).isEqualTo("platform's");
        house.entitled = false;
        assertThat(house.key()).as("who is not entitled goes on").isEqualTo("tenant's");
        house.entitled = true;
        assertThat(house.key()).isEqualTo("platform's");
        house.entitled = false;
        house.resolver.delete(TENANT, OPENAI);
        assertThat(house.resolver.resolve(ANN, OPENAI))
                .isEqualTo(new Denied(
                        Denial.NOT_ENTITLED,
                        List.of(),
                        List.of(
                                new Step(Scope.PLATFORM, Finding.NOT_ENTITLED),
                                new Step(Scope.TENANT, Finding.ABSENT))));
        Found foreign = (Found) house.builder().build().resolve(ANN, OPENAI);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.resolver.rejected(foreign, ProviderFault.LIMITED))
                .withMessageStartingWith("must be of this resolver");
    }

    private void everybody() {
        house.put(PERSONAL, "ann's");
        house.put(TEAM, "team's");
        house.put(TENANT, "tenant's");
        house.put(PLATFORM, "platform's");
    }

    private void policy(OnRejection rule) {
        assertThat(house.secrets().setPolicy(ADMIN, OPENAI, rule, rule == OnRejection.PLATFORM ? "terms-1" : ""))
                .isEqualTo(ChangeOutcome.DONE);
    }

    private void quarantine(SecretHolder holder) {
        SealedCredential row = house.row(holder);
        KeyResolver other = house.builder().quarantineAfter(1).build();
        Resolution.Origin origin = new Resolution.Origin(ANN, row.slot(), row.revision(), false);
        Found found = new Found(house.found().credential(), origin, List.of(new Step(holder.scope(), Finding.FOUND)));
        other.rejected(found, ProviderFault.REJECTED);
        house.resolver = house.builder().build();
    }

    private Found next(Found refused, String expected) {
        Found found = (Found) house.resolver.rejected(refused, ProviderFault.LIMITED);
        assertThat(found.credential().apiKey().text(SecretAccess.get())).isEqualTo(expected);
        return found;
    }
}
