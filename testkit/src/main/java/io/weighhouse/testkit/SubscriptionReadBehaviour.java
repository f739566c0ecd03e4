// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.gateway.plan.SubscriptionChange;
import io.weighhouse.gateway.plan.SubscriptionId;
import io.weighhouse.gateway.plan.SubscriptionRecord;
import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.ledger.TenantId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is stored is found, in its tenant, page by page. */
abstract class SubscriptionReadBehaviour extends SubscriptionBehaviour {

    @Test
    void find_nobodys_isEmpty() {
        assertThat(await(store().find(id("sub_1")))).isEmpty();
        assertThat(await(store().findBySubscriber(List.of(user("ada"))))).isEmpty();
        assertThat(await(store().findBySubscriber(List.of()))).isEmpty();
        assertThat(await(store().history(id("sub_1"), 0, 10))).isEmpty();
        assertThat(await(store().list(TenantId.of("acme"), "", 10))).isEmpty();
    }

    @Test
    void findBySubscriber_several_theFirstWhoHasOneCounts() {
        SubscriptionChange ada = subscribed(id("sub_1"), user("ada"));
        SubscriptionChange all = subscribed(id("sub_2"), Owner.tenant("acme"));
        put(ada);
        put(all);
        assertThat(await(store().findBySubscriber(List.of(user("ada"), Owner.tenant("acme")))))
                .contains(ada.record());
        assertThat(await(store().findBySubscriber(List.of(user("bob"), Owner.tenant("acme")))))
                .contains(all.record());
        assertThat(await(store().findBySubscriber(List.of(user("ada").team("search")))))
                .as("a user of a team is another subscriber")
                .isEmpty();
    }

    @Test
    void findBySubscriber_afterAChange_isTheLastRevision() {
        SubscriptionChange first = subscribed(id("sub_1"), user("ada"));
        put(first);
        put(extended(first, 5));
        assertThat(await(store().findBySubscriber(List.of(user("ada")))))
                .contains(extended(first, 5).record());
    }

    @Test
    void tenants_haveSubscriptionsOfTheirOwn() {
        SubscriptionChange ours = subscribed(id("sub_1"), user("ada"));
        SubscriptionChange theirs = subscribed(
                SubscriptionId.of("rival", "sub_1"), Owner.tenant("rival").user("ada"));
        assertThat(put(ours)).isTrue();
        assertThat(put(theirs)).isTrue();
        assertThat(await(store().find(SubscriptionId.of("rival", "sub_1")))).contains(theirs.record());
        assertThat(await(store().list(TenantId.of("acme"), "", 10))).containsExactly(ours.record());
        assertThat(await(store().history(ours.record().id(), 0, 10))).containsExactly(ours);
    }

    @Test
    void list_pageByPage_hasEachOnceInOrder() {
        for (int i = 9; i >= 0; i--) {
            put(subscribed(id("sub_" + i), user("u" + i)));
        }
        String after = "";
        for (int i = 0; i < 10; i += 3) {
            List<SubscriptionRecord> page = await(store().list(TenantId.of("acme"), after, 3));
            assertThat(page).hasSize(Math.min(3, 10 - i));
            assertThat(page.get(0).id()).isEqualTo(id("sub_" + i));
            after = page.get(page.size() - 1).id().value();
        }
        assertThat(await(store().list(TenantId.of("acme"), after, 3))).isEmpty();
    }

    @Test
    void history_pageByPage_hasEachChangeOnceInOrder() {
        SubscriptionChange change = subscribed(id("sub_1"), user("ada"));
        put(change);
        for (int i = 1; i < 7; i++) {
            change = extended(change, i);
            put(change);
        }
        List<SubscriptionChange> first = await(store().history(id("sub_1"), 0, 4));
        List<SubscriptionChange> rest = await(store().history(id("sub_1"), 4, 4));
        assertThat(first).extracting(step -> step.record().revision()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rest).extracting(step -> step.record().revision()).containsExactly(5L, 6L, 7L);
        assertThat(rest.get(2)).isEqualTo(change);
    }

    @Test
    void limit_outOfRange_isAMistake() {
        put(subscribed(id("sub_1"), user("ada")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> await(store().list(TenantId.of("acme"), "", 0)))
                .withMessage("must be 1 to 1000: limit=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> await(store().history(id("sub_1"), 0, 1001)))
                .withMessage("must be 1 to 1000: limit=1001");
    }
}
