// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import static io.weighhouse.gateway.payment.PayHouse.CREDIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.payment.PaymentTruth.Payment;
import io.weighhouse.gateway.payment.PaymentTruth.Said;
import io.weighhouse.gateway.plan.Term;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.StatementLine;
import io.weighhouse.ledger.StatementPage;
import io.weighhouse.ledger.TransactionKind;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Whatever the order in which events arrive, how often, and where a crash comes in between: each payment is credited once, and
 * the end is what the model says, or something is parked that says why not.
 */
class PaymentSequencesTest {

    private static final int SEQUENCES = Integer.getInteger("payment.sequences", 2_000);

    /** Another first seed makes other sequences; a seed that has failed is run alone by naming it and one sequence. */
    private static final int FIRST = Integer.getInteger("payment.seed", 0);

    @Test
    void accept_eventsInAnyOrder_comeToWhatReallyHappened() {
        int events = 0;
        int parked = 0;
        for (int seed = FIRST; seed < FIRST + SEQUENCES; seed++) {
            PaymentTruth truth = new PaymentTruth(seed);
            Sequence sequence = new Sequence(truth, seed);
            sequence.deliver();
            sequence.check();
            events += sequence.delivered;
            parked += sequence.house.book().parked("", 1000).size();
        }
        System.out.println(
                "payments: " + SEQUENCES + " sequences, " + events + " deliveries, " + parked + " events parked");
        assertThat(events).isGreaterThan(SEQUENCES);
    }

    /** One sequence of deliveries, with spending, crashes and restarts in between. */
    private static final class Sequence {

        private final PaymentTruth truth;
        private final Random random;
        private final int seed;
        private final Flaky flaky = new Flaky();
        private final PayHouse house = new PayHouse(flaky.payments(), flaky.ledger()).open();
        private final long[] spent = new long[PayHouse.CUSTOMERS];
        private PaymentBook book;
        private int delivered;
        private boolean late;

        Sequence(PaymentTruth truth, int seed) {
            this.truth = truth;
            this.seed = seed;
            this.random = new Random(~seed);
            this.late = random.nextInt(3) == 0;
            this.book = open();
        }

        /** Customer 3 is nobody that the directory knows, in some sequences. */
        private PaymentBook open() {
            return house.book(builder -> builder.directory(CustomerDirectory.of(customer ->
                    late && customer.id().equals("cus_3") ? Optional.empty() : PayHouse.accountOf(customer))));
        }

        void deliver() {
            List<PaymentEvent> queue = new ArrayList<>(truth.events);
            for (PaymentEvent event : truth.events) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    queue.add(event);
                }
            }
            Collections.shuffle(queue, random);
            boolean crashes = random.nextInt(3) == 0;
            while (!queue.isEmpty()) {
                PaymentEvent event = queue.remove(0);
                delivered++;
                flaky.fails(crashes ? point -> random.nextInt(20) == 0 : point -> false);
                try {
                    book.accept(event);
                } catch (PaymentStoreException | LedgerStoreException crash) {
                    // The provider gets no answer and sends again, some time.
                    queue.add(random.nextInt(queue.size() + 1), event);
                    flaky.fails(point -> false);
                    book = open();
                    if (random.nextBoolean()) {
                        book.resume();
                    }
                }
                flaky.fails(point -> false);
                if (random.nextInt(6) == 0) {
                    int customer = random.nextInt(PayHouse.CUSTOMERS);
                    Amount some = Amount.ofMinor(1 + random.nextInt(2_000_000_000), CREDIT);
                    spent[customer] += house.spend(customer, some).minor();
                }
            }
            if (late) {
                book.bind("ops", Customer.of("cus_3"), PayHouse.account(3));
            }
            book.resume();
        }

        void check() {
            List<KeptEvent> parked = book.parked("", 1000);
            for (int customer = 0; customer < PayHouse.CUSTOMERS; customer++) {
                check(customer, parked);
            }
            truth.subscriptions.forEach(subscription -> check(subscription, parked));
            boolean doubtful = truth.payments.stream().anyMatch(payment -> payment.contested)
                    || truth.subscriptions.stream().anyMatch(subscription -> subscription.said.size() > 1);
            if (!doubtful) {
                assertThat(parked).as("seed %d: parked", seed).isEmpty();
            }
            if (seed % 50 == 0) {
                assertThat(house.ledger.verify().clean()).as("seed %d", seed).isTrue();
            }
        }

        private void check(int customer, List<KeptEvent> parked) {
            List<Payment> own = truth.payments.stream()
                    .filter(payment -> payment.customer == customer)
                    .toList();
            Balance balance = house.balance(customer);
            assertThat(own.stream().filter(payment -> payment.paid).count())
                    .as("seed %d: credits of customer %d", seed, customer)
                    .isEqualTo(
                            house
                                    .ledger
                                    .statement(PayHouse.wallet(customer), StatementPage.oldestFirst(1000))
                                    .lines()
                                    .stream()
                                    .map(StatementLine::transaction)
                                    .filter(transaction -> transaction.kind() == TransactionKind.TOPUP)
                                    .count());
            if (own.stream().anyMatch(payment -> payment.contested)) {
                assertThat(parked)
                        .as("seed %d: parked", seed)
                        .anyMatch(event -> event.standing().code().equals("TIE"));
                return;
            }
            long posted = own.stream()
                            .mapToLong(payment -> payment.credits() - payment.reversed())
                            .sum()
                    - spent[customer];
            long frozen = own.stream().mapToLong(Payment::frozen).sum();
            assertThat(balance.posted().minor())
                    .as("seed %d: posted of customer %d", seed, customer)
                    .isEqualTo(posted);
            assertThat(balance.frozen().minor())
                    .as("seed %d: frozen of customer %d", seed, customer)
                    .isEqualTo(frozen);
            assertThat(balance.debt().minor())
                    .as("seed %d: debt of customer %d", seed, customer)
                    .isEqualTo(Math.max(0, -posted));
        }

        private void check(PaymentTruth.Subscription subscription, List<KeptEvent> parked) {
            Optional<Term> term = house.subscription(subscription.id)
                    .map(found -> found.record().term());
            boolean made = !subscription.said.isEmpty() || subscription.paidUntil > 0;
            assertThat(term.isPresent())
                    .as("seed %d: %s", seed, subscription.id)
                    .isEqualTo(made);
            if (!made) {
                return;
            }
            Term is = term.orElseThrow();
            assertThat(is.ends().paidUntil())
                    .as("seed %d: paid until", seed)
                    .isEqualTo(
                            subscription.paidUntil == 0
                                    ? Optional.empty()
                                    : Optional.of(Instant.ofEpochSecond(subscription.paidUntil)));
            if (!subscription.said.isEmpty()) {
                long end = is.state().periodEnd().map(Instant::getEpochSecond).orElse(0L);
                assertThat(subscription.said)
                        .as("seed %d: state", seed)
                        .contains(new Said(is.state().state(), end));
            }
            if (subscription.said.size() > 1) {
                assertThat(parked)
                        .as("seed %d: parked", seed)
                        .anyMatch(event -> event.standing().subject().equals("subscription:acme/" + subscription.id));
            }
        }
    }

    @Test
    void accept_eventsOnManyThreads_comeToWhatReallyHappened() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int seed = 0; seed < 100; seed++) {
                PaymentTruth truth = new PaymentTruth(seed);
                Sequence sequence = new Sequence(truth, seed);
                sequence.late = false;
                List<Callable<Accepted>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    truth.events.forEach(event -> calls.add(() -> sequence.book.accept(event)));
                }
                Collections.shuffle(calls, new Random(seed));
                for (Future<Accepted> call : threads.invokeAll(calls)) {
                    assertThat(call.get()).isNotNull();
                }
                sequence.book.resume();
                sequence.check();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
