// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static io.weighhouse.gateway.plan.PlanHouse.ID;
import static io.weighhouse.gateway.plan.PlanHouse.OPS;
import static io.weighhouse.gateway.plan.PlanHouse.dollars;
import static io.weighhouse.gateway.plan.PlanHouse.monthly;
import static io.weighhouse.gateway.plan.PlanHouse.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.gateway.plan.SubscriptionOutcome.Declined;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Done;
import io.weighhouse.gateway.plan.SubscriptionOutcome.Reason;
import io.weighhouse.keyvault.key.KeyDigest;
import io.weighhouse.keyvault.key.KeyHash;
import io.weighhouse.keyvault.key.KeyId;
import io.weighhouse.keyvault.key.KeyRecord;
import io.weighhouse.keyvault.key.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private final PlanHouse house = new PlanHouse(
            PlanHouse.plan("free").granting(monthly("50")).build(),
            PlanHouse.plan("starter")
                    .priced(PlanPrice.monthly(dollars("19.99")))
                    .granting(monthly("500"))
                    .grace(Duration.ofDays(7))
                    .build(),
            PlanHouse.plan("pro")
                    .priced(PlanPrice.monthly(dollars("99.99")))
                    .granting(monthly("5000"))
                    .trial(Duration.ofDays(30))
                    .build());

    @Test
    void subscribe_freePlan_servesAtOnceAndForEver() {
        subscribe(to("free"));
        assertThat(house.standing()).isEqualTo(new Standing(Standing.Kind.ACTIVE, plan("free"), Optional.empty()));
        house.at("2099-01-01T00:00:00Z");
        assertThat(house.standing().serves()).isTrue();
    }

    @Test
    void subscribe_planWithAPrice_servesWhenItIsPaid() {
        subscribe(to("starter"));
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.UNPAID);
        extend("2026-02-28T12:00:00Z");
        assertThat(house.standing())
                .isEqualTo(new Standing(
                        Standing.Kind.ACTIVE, plan("starter"), Optional.of(Instant.parse("2026-02-28T12:00:00Z"))));
    }

    @Test
    void at_paidTimeIsOver_graceAndThenUnpaid() {
        subscribe(to("starter").paidUntil(Instant.parse("2026-03-01T00:00:00Z")));
        assertKind("2026-02-28T23:59:59.999999999Z", Standing.Kind.ACTIVE);
        assertKind("2026-03-01T00:00:00Z", Standing.Kind.GRACE);
        assertThat(house.standing().until()).contains(Instant.parse("2026-03-08T00:00:00Z"));
        assertKind("2026-03-07T23:59:59Z", Standing.Kind.GRACE);
        assertKind("2026-03-08T00:00:00Z", Standing.Kind.UNPAID);
        extend("2026-04-01T00:00:00Z");
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
    }

    @Test
    void extend_lessThanIsPaid_changesNothing() {
        subscribe(to("starter").paidUntil(Instant.parse("2026-03-01T00:00:00Z")));
        Done done = (Done) house.subscriptions.extend(ID, Instant.parse("2026-02-01T00:00:00Z"), OPS);
        assertThat(done.replayed()).isTrue();
        assertThat(done.subscription().record().revision()).isEqualTo(1);
    }

    @Test
    void subscribe_again_isReplayedOrTaken() {
        subscribe(to("free"));
        assertThat(((Done) house.subscriptions.subscribe(to("free"), OPS)).replayed())
                .isTrue();
        NewSubscription other =
                NewSubscription.of(SubscriptionId.of("acme", "sub_2"), PlanHouse.ADA, PlanHouse.ACCOUNTS, "free");
        assertDeclined(house.subscriptions.subscribe(other, OPS), Reason.TAKEN);
        NewSubscription bob = NewSubscription.of(ID, Owner.tenant("acme").user("bob"), PlanHouse.ACCOUNTS, "free");
        assertDeclined(house.subscriptions.subscribe(bob, OPS), Reason.TAKEN);
    }

    @Test
    void changes_ofNobody_areUnknown() {
        assertDeclined(house.subscriptions.extend(ID, house.now, OPS), Reason.UNKNOWN);
        assertDeclined(house.subscriptions.changePlan(ID, "pro", OPS), Reason.UNKNOWN);
        assertDeclined(house.subscriptions.cancel(ID, true, OPS), Reason.UNKNOWN);
        assertThat(house.subscriptions.find(ID)).isEmpty();
    }

    @Test
    void unknownPlan_isAMistakeAndServesNobody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.subscriptions.subscribe(to("gold"), OPS))
                .withMessage("must be one of [free, pro, starter]: plan=gold");
        subscribe(to("free"));
        Subscriptions other =
                Subscriptions.of(house.store, Plans.of(PlanHouse.plan("pro").build()), () -> house.now);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.find(ID))
                .withMessage("must be one of [pro]: plan=free");
    }

    @Test
    void put_planOfTheSameName_countsForTheNextCall() {
        subscribe(to("free"));
        Plan better =
                PlanHouse.plan("free").granting(monthly("60")).version("2").build();
        house.plans.put(better);
        assertThat(house.subscription().plan()).isSameAs(better);
    }

    @Test
    void startTrial_ofAnExistingUser_givesThePlanForItsTimeAndThenTheOwnPlanAgain() {
        subscribe(to("free"));
        assertDeclined(house.subscriptions.startTrial(ID, "starter", OPS), Reason.NO_TRIAL);
        house.subscriptions.startTrial(ID, "pro", OPS).orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.TRIALING);
        assertThat(house.standing().plan().name()).isEqualTo("pro");
        assertThat(((Done) house.subscriptions.startTrial(ID, "pro", OPS)).replayed())
                .isTrue();
        house.at("2026-03-02T12:00:00Z");
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
        assertThat(house.standing().plan().name()).isEqualTo("free");
        assertDeclined(house.subscriptions.startTrial(ID, "pro", OPS), Reason.TRIAL_USED);
    }

    @Test
    void subscribe_onTrial_isUnpaidAfterItUnlessPaid() {
        subscribe(to("pro").onTrial());
        assertKind("2026-03-02T11:59:59Z", Standing.Kind.TRIALING);
        assertKind("2026-03-02T12:00:00Z", Standing.Kind.UNPAID);
        extend("2026-04-02T12:00:00Z");
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
        assertThat(house.standing().plan().name()).isEqualTo("pro");
    }

    @Test
    void changePlan_toAPlanWithAPrice_servesWhenItIsPaid() {
        subscribe(to("free"));
        house.at("2026-02-10T00:00:00Z");
        house.subscriptions.changePlan(ID, "starter", OPS).orThrow();
        assertThat(house.standing().kind()).as("no grace for who never paid").isEqualTo(Standing.Kind.UNPAID);
        extend("2026-03-10T00:00:00Z");
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
        house.subscriptions.changePlan(ID, "free", OPS).orThrow();
        house.at("2027-01-01T00:00:00Z");
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
    }

    @Test
    void cancel_atTheEnd_servesAsLongAsItIsPaid() {
        subscribe(to("starter").paidUntil(Instant.parse("2026-03-01T00:00:00Z")));
        house.subscriptions.cancel(ID, false, OPS).orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
        assertKind("2026-03-01T00:00:00Z", Standing.Kind.CANCELED);
        assertDeclined(house.subscriptions.changePlan(ID, "free", OPS), Reason.ENDED);
    }

    @Test
    void cancel_freePlan_endsWithTheMonth() {
        subscribe(to("free"));
        house.subscriptions.cancel(ID, false, OPS).orThrow();
        assertThat(house.standing().until()).contains(Instant.parse("2026-02-28T12:00:00Z"));
        house.subscriptions.resume(ID, OPS).orThrow();
        assertThat(house.standing().until()).isEmpty();
    }

    @Test
    void cancel_atOnce_servesNoMore() {
        subscribe(to("starter").paidUntil(Instant.parse("2026-03-01T00:00:00Z")));
        house.subscriptions.cancel(ID, true, OPS).orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.CANCELED);
        assertThat(((Done) house.subscriptions.cancel(ID, true, OPS)).replayed())
                .isTrue();
        house.subscriptions.resume(ID, OPS).orThrow();
        assertThat(house.standing().kind()).as("it is still paid").isEqualTo(Standing.Kind.ACTIVE);
    }

    @Test
    void pause_servesNobodyUntilItIsResumed() {
        subscribe(to("free"));
        house.subscriptions.pause(ID, OPS).orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.PAUSED);
        house.subscriptions.resume(ID, OPS).orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.ACTIVE);
    }

    @Test
    void report_inAnyOrder_theNewestCounts() {
        subscribe(to("starter").paidUntil(Instant.parse("2026-03-01T00:00:00Z")));
        report(SubscriptionState.PAST_DUE, "2026-02-02T00:00:00Z").orThrow();
        assertDeclined(report(SubscriptionState.ACTIVE, "2026-02-01T00:00:00Z"), Reason.OLDER);
        assertThat(((Done) report(SubscriptionState.PAST_DUE, "2026-02-02T00:00:00Z")).replayed())
                .isTrue();
        assertDeclined(report(SubscriptionState.ACTIVE, "2026-02-02T00:00:00Z"), Reason.TIE);
        assertThat(house.standing().kind()).as("paid is paid").isEqualTo(Standing.Kind.ACTIVE);
        report(SubscriptionState.CANCELED, "2026-02-03T00:00:00Z").orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.CANCELED);
    }

    @Test
    void report_pastDueOfAPlanWithoutAPrice_leavesTheGrace() {
        house.plans.put(PlanHouse.plan("free").grace(Duration.ofDays(3)).build());
        subscribe(to("free"));
        house.at("2026-02-02T00:00:00Z");
        report(SubscriptionState.PAST_DUE, "2026-02-02T00:00:00Z").orThrow();
        assertKind("2026-02-04T23:59:59Z", Standing.Kind.GRACE);
        assertKind("2026-02-05T00:00:00Z", Standing.Kind.UNPAID);
    }

    @Test
    void report_trialAndEnd_areTakenOver() {
        subscribe(to("free"));
        SubscriptionReport report = new SubscriptionReport(
                ID,
                SubscriptionState.TRIALING,
                house.now,
                new SubscriptionReport.Details(
                        Optional.of("pro"),
                        Optional.of(Instant.parse("2026-02-14T12:00:00Z")),
                        Optional.of(Instant.parse("2026-02-14T12:00:00Z")),
                        Optional.of(Instant.parse("2026-03-14T12:00:00Z"))),
                OPS);
        house.subscriptions.report(report).orThrow();
        assertThat(house.standing().kind()).isEqualTo(Standing.Kind.TRIALING);
        assertThat(house.standing().plan().name()).isEqualTo("pro");
        assertKind("2026-02-14T12:00:00Z", Standing.Kind.UNPAID);
        extend("2026-03-14T12:00:00Z");
        assertKind("2026-03-13T12:00:00Z", Standing.Kind.ACTIVE);
        assertKind("2026-03-14T12:00:00Z", Standing.Kind.CANCELED);
    }

    @Test
    void find_key_runsUnderItsUserThenItsTeamThenItsTenant() {
        subscribe(to("free"));
        subscribe(NewSubscription.of(
                SubscriptionId.of("acme", "team"), Owner.tenant("acme").team("search"), PlanHouse.ACCOUNTS, "free"));
        subscribe(
                NewSubscription.of(SubscriptionId.of("acme", "all"), Owner.tenant("acme"), PlanHouse.ACCOUNTS, "free"));
        assertThat(found(Owner.tenant("acme").team("search").user("ada"))).contains("sub_1");
        assertThat(found(Owner.tenant("acme").team("search").user("bob"))).contains("team");
        assertThat(found(Owner.tenant("acme").team("ads").user("bob"))).contains("all");
        assertThat(found(Owner.tenant("acme"))).contains("all");
        assertThat(found(Owner.tenant("rival").user("ada"))).isEmpty();
        assertThat(await(house.subscriptions.listAsync(PlanHouse.ACME, "", 10)))
                .extracting(subscription -> subscription.id().value())
                .containsExactly("all", "sub_1", "team");
    }

    @Test
    void history_hasEachChangeWithItsNote() {
        subscribe(to("free"));
        house.subscriptions
                .changePlan(ID, "starter", ChangeNote.by("ada").reason("more"))
                .orThrow();
        house.subscriptions
                .extend(ID, house.now.plusSeconds(60), ChangeNote.by("stripe").reference("in_1"))
                .orThrow();
        List<SubscriptionChange> history = await(house.subscriptions.historyAsync(ID, 0, 10));
        assertThat(history)
                .extracting(SubscriptionChange::kind)
                .containsExactly(
                        SubscriptionChange.Kind.SUBSCRIBED,
                        SubscriptionChange.Kind.PLAN_CHANGED,
                        SubscriptionChange.Kind.EXTENDED);
        assertThat(history.get(2).note().reference()).isEqualTo("in_1");
        assertThat(await(house.subscriptions.historyAsync(ID, 2, 10))).containsExactly(history.get(2));
    }

    @Test
    void changePlan_moreThanSixteenTimesBetterInAMonth_isDeclined() {
        subscribe(to("free"));
        for (int i = 1; i <= 17; i++) {
            house.plans.put(PlanHouse.plan("p" + i)
                    .granting(monthly(Integer.toString(50 + i)))
                    .build());
        }
        for (int i = 1; i <= 16; i++) {
            house.subscriptions.changePlan(ID, "p" + i, OPS).orThrow();
        }
        assertDeclined(house.subscriptions.changePlan(ID, "p17", OPS), Reason.TOO_MANY_CHANGES);
        house.at("2026-03-01T00:00:00Z");
        house.subscriptions.changePlan(ID, "p17", OPS).orThrow();
    }

    private Optional<String> found(Owner owner) {
        KeyRecord key = KeyRecord.builder(
                        new KeyId("k1"), owner, KeyHash.of(KeyHash.SHA_256, KeyDigest.ofHex("0".repeat(64))))
                .build();
        return await(house.subscriptions.find(key))
                .map(subscription -> subscription.id().value());
    }

    private SubscriptionOutcome report(SubscriptionState state, String asOf) {
        return house.subscriptions.report(new SubscriptionReport(
                ID, state, Instant.parse(asOf), SubscriptionReport.Details.NONE, ChangeNote.by("stripe")));
    }

    private void subscribe(NewSubscription wanted) {
        house.subscriptions.subscribe(wanted, OPS).orThrow();
    }

    private void extend(String until) {
        house.subscriptions.extend(ID, Instant.parse(until), OPS).orThrow();
    }

    private void assertKind(String instant, Standing.Kind kind) {
        house.at(instant);
        assertThat(house.standing().kind()).as(instant).isEqualTo(kind);
    }

    private static void assertDeclined(SubscriptionOutcome outcome, Reason reason) {
        assertThat(outcome).isEqualTo(new Declined(reason));
    }

    private Plan plan(String name) {
        return house.plans.require(name);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
