// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.payment.Facts.Target;
import io.weighhouse.gateway.payment.Facts.Total;
import io.weighhouse.gateway.payment.PaymentEvent.Dispute;
import io.weighhouse.gateway.payment.PaymentEvent.Dispute.Standing;
import io.weighhouse.gateway.payment.PaymentEvent.Refund;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Joining facts forgets the order, and steps lead from wherever one is to wherever one has to be. */
class FactsTest {

    private static final Facts.Credit CREDIT = new Facts.Credit(
            "pi_1",
            new Facts.Accounts(PayHouse.wallet(1), PayHouse.CLEARING),
            Amount.ofMinor(1_000_003, PayHouse.CREDIT),
            new Facts.Bought(cents(1000), cents(1000), PayHouse.NOW));

    @Test
    void join_anyOrderAndAnyRepetition_comesToTheSame() {
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            List<UnaryOperator<Facts>> changes = new ArrayList<>();
            changes.add(facts -> facts.credited(CREDIT));
            for (int i = random.nextInt(8); i > 0; i--) {
                changes.add(change(random));
            }
            Facts one = apply(changes, Facts.NONE);
            List<UnaryOperator<Facts>> again = new ArrayList<>(changes);
            again.addAll(changes);
            Collections.shuffle(again, random);
            assertThat(apply(again, Facts.NONE)).isEqualTo(one);
            int cut = random.nextInt(again.size());
            Facts halves =
                    apply(again.subList(0, cut), Facts.NONE).join(apply(again.subList(cut, again.size()), Facts.NONE));
            assertThat(halves).isEqualTo(one);
            assertThat(one.target().reversed() + one.target().frozen()).isBetween(0L, 1_000_003L);
        }
    }

    @Test
    void towards_anyTargets_areReachedOneAfterTheOther() {
        Random random = new Random(2);
        for (int round = 0; round < 5_000; round++) {
            List<Step> steps = List.of(new Step(Step.Kind.GRANT, 0, 100));
            for (int i = 0; i < 8; i++) {
                long reversed = random.nextInt(101);
                Target target = new Target(reversed, random.nextInt((int) (101 - reversed)));
                List<Step> next = Step.towards(steps, target);
                assertThat(next.subList(0, steps.size()))
                        .as("what is written is never changed")
                        .isEqualTo(steps);
                assertThat(Step.reached(next)).isEqualTo(target);
                assertThat(Step.towards(next, target))
                        .as("there is nothing left to do")
                        .isEqualTo(next);
                steps = next;
            }
            for (int i = 0; i < steps.size(); i++) {
                assertThat(Step.reversedOf(steps, i))
                        .isLessThanOrEqualTo(steps.get(i).minor());
            }
        }
    }

    @Test
    void target_partOfTheMoney_isCutAndAllOfItIsAll() {
        Facts paid = Facts.NONE.credited(CREDIT);
        assertThat(paid.refunded(new Total(PayHouse.NOW, cents(333))).target()).isEqualTo(new Target(333_000, 0));
        assertThat(paid.refunded(new Total(PayHouse.NOW, cents(1000))).target()).isEqualTo(new Target(1_000_003, 0));
        assertThat(paid.refunded(new Total(PayHouse.NOW, cents(5000))).target()).isEqualTo(new Target(1_000_003, 0));
    }

    @Test
    void read_dossierThatWasWritten_isTheSame() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            Dossier dossier = Dossier.empty("pi_1").named(java.util.Set.of("ch_1", "cs_1"));
            for (int i = random.nextInt(6); i > 0; i--) {
                dossier = dossier.knowing(change(random).apply(dossier.facts().credited(CREDIT)));
            }
            dossier = dossier.done(random.nextInt(3));
            assertThat(DossierJson.read("pi_1", DossierJson.write(dossier))).isEqualTo(dossier);
        }
    }

    private static Facts apply(List<UnaryOperator<Facts>> changes, Facts from) {
        Facts facts = from;
        for (UnaryOperator<Facts> change : changes) {
            facts = change.apply(facts);
        }
        return facts;
    }

    private static UnaryOperator<Facts> change(Random random) {
        Instant at = PayHouse.NOW.plusSeconds(random.nextInt(4));
        String id = "x_" + random.nextInt(2);
        Amount amount = random.nextInt(10) == 0
                ? Amount.ofMinor(random.nextInt(500), Currencies.of("jpy"))
                : cents(random.nextInt(1200));
        return switch (random.nextInt(3)) {
            case 0 -> facts -> facts.refunded(new Total(at, amount));
            case 1 -> {
                boolean failed = random.nextInt(3) == 0;
                Instant created = PayHouse.NOW.plusSeconds(random.nextInt(3));
                yield facts -> facts.refund(new Refund(id, amount, created, failed), at);
            }
            default -> {
                Standing standing = List.of(Standing.values()).get(random.nextInt(3));
                yield facts -> facts.dispute(new Dispute(id, amount, standing), at);
            }
        };
    }

    private static Amount cents(long minor) {
        return Amount.ofMinor(minor, PayHouse.USD);
    }
}
