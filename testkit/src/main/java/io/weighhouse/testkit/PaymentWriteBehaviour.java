// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.payment.PaymentRow;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import io.weighhouse.gateway.payment.PaymentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** How rows are written. */
abstract class PaymentWriteBehaviour extends PaymentBehaviour {

    @Test
    void write_firstRevision_isFound() {
        PaymentRow row = row("stripe:evt_1", "received", 1, "{\"caf\u00e9\":\"\ud83d\ude00 \\n\"}");
        assertThat(write(row)).isTrue();
        assertThat(find(Kind.EVENT, "stripe:evt_1")).contains(row);
    }

    @Test
    void find_whatWasNeverWritten_isEmpty() {
        write(row("stripe:evt_1", "", 1, "x"));
        assertThat(find(Kind.EVENT, "stripe:evt_2")).isEmpty();
        assertThat(find(Kind.PAYMENT, "stripe:evt_1")).as("another kind").isEmpty();
    }

    @Test
    void write_nextRevision_replacesTheOneBefore() {
        write(row("e", "received", 1, "old"));
        assertThat(write(row("e", "done/1", 2, "new"))).isTrue();
        assertThat(find(Kind.EVENT, "e")).contains(row("e", "done/1", 2, "new"));
    }

    @Test
    void write_revisionThatDoesNotFollow_changesNothing() {
        assertThat(write(row("e", "", 2, "x"))).as("without a first").isFalse();
        write(row("e", "", 1, "first"));
        assertThat(write(row("e", "", 1, "another first"))).isFalse();
        assertThat(write(row("e", "", 3, "third"))).isFalse();
        assertThat(find(Kind.EVENT, "e")).contains(row("e", "", 1, "first"));
    }

    @Test
    void write_veryRowsAgain_areKept() {
        PaymentRow event = row("e", "", 1, "x");
        PaymentRow payment = new PaymentRow(Kind.PAYMENT, "pi_1", "open", 1, "y");
        assertThat(write(event, payment)).isTrue();
        assertThat(write(event, payment)).as("the answer was lost").isTrue();
        assertThat(write(event, new PaymentRow(Kind.PAYMENT, "pi_2", "", 1, "y")))
                .isFalse();
        assertThat(find(Kind.PAYMENT, "pi_2")).isEmpty();
    }

    @Test
    void write_severalOfWhichOneDoesNotFollow_writesNone() {
        write(row("b", "", 1, "x"));
        assertThat(write(row("a", "", 1, "x"), row("b", "", 1, "y"))).isFalse();
        assertThat(find(Kind.EVENT, "a")).isEmpty();
        assertThat(write(row("a", "", 1, "x"), row("b", "", 2, "y"))).isTrue();
        assertThat(find(Kind.EVENT, "a")).isPresent();
        assertThat(find(Kind.EVENT, "b")).contains(row("b", "", 2, "y"));
    }

    @Test
    void write_tooManyOrNoneOrTwoOfOneKey_isAMistakeAndWritesNone() {
        List<PaymentRow> many =
                IntStream.range(0, 65).mapToObj(i -> row("e" + i, "", 1, "x")).toList();
        for (List<PaymentRow> wrong :
                List.of(many, List.<PaymentRow>of(), List.of(row("e0", "", 1, "x"), row("e0", "", 2, "y")))) {
            Assertions.assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> await(store().write(wrong)))
                    .withCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(find(Kind.EVENT, "e0")).isEmpty();
        assertThat(await(store().write(many.subList(0, 64)))).isTrue();
    }

    @Test
    void write_longBody_isKeptWhole() {
        String body = "x".repeat(1 << 20);
        write(row("e", "", 1, body));
        assertThat(find(Kind.EVENT, "e").orElseThrow().body()).isEqualTo(body);
    }

    @Test
    void write_ofOneRevisionByMany_succeedsForOne() throws InterruptedException, ExecutionException {
        PaymentStore shared = store();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                PaymentRow row = row("e", "", 1, "writer " + i);
                answers.add(threads.submit(() -> {
                    start.await();
                    return await(shared.write(List.of(row)));
                }));
            }
            start.countDown();
            int written = 0;
            for (Future<Boolean> answer : answers) {
                written += answer.get() ? 1 : 0;
            }
            assertThat(written).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
