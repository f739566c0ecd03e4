// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.payment.PaymentPage;
import io.weighhouse.gateway.payment.PaymentRow;
import io.weighhouse.gateway.payment.PaymentRow.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How rows are listed and forgotten. */
abstract class PaymentListBehaviour extends PaymentBehaviour {

    @Test
    void list_groups_areInOrderOfGroupAndKey() {
        write(row("z", "parked/a|", 1, "x"), row("y", "parked/b|", 1, "x"), row("x", "parked/a|", 1, "x"));
        write(row("w", "done/1", 1, "x"), row("v", "", 1, "x"), row("u", "received", 1, "x"));
        write(new PaymentRow(Kind.PAYMENT, "pi_1", "parked/a|", 1, "x"));
        assertThat(keys(PaymentPage.of(Kind.EVENT, "parked/", 10))).containsExactly("x", "z", "y");
        assertThat(keys(PaymentPage.of(Kind.EVENT, "parked/a|", 10))).containsExactly("x", "z");
        assertThat(keys(PaymentPage.of(Kind.EVENT, "", 10))).containsExactly("v", "w", "x", "z", "y", "u");
        assertThat(keys(PaymentPage.of(Kind.EVENT, "nobody", 10))).isEmpty();
    }

    @Test
    void list_pages_goOnBehindTheLastRow() {
        for (int i = 0; i < 7; i++) {
            write(row("e" + i, "done/" + i / 3, 1, "x"));
        }
        PaymentPage page = PaymentPage.of(Kind.EVENT, "done/", 3);
        List<PaymentRow> first = await(store().list(page));
        assertThat(first).extracting(PaymentRow::key).containsExactly("e0", "e1", "e2");
        PaymentPage second = page.after(first.get(2));
        assertThat(keys(second)).containsExactly("e3", "e4", "e5");
        assertThat(keys(second.after(row("e5", "done/1", 1, "x")))).containsExactly("e6");
        assertThat(keys(second.after(row("e6", "done/2", 1, "x")))).isEmpty();
    }

    @Test
    void list_rowThatChangedItsGroup_isInTheNewOneOnly() {
        write(row("e", "received", 1, "x"));
        write(row("e", "done/1", 2, "x"));
        assertThat(keys(PaymentPage.of(Kind.EVENT, "received", 10))).isEmpty();
        assertThat(keys(PaymentPage.of(Kind.EVENT, "done/", 10))).containsExactly("e");
    }

    @Test
    void forget_groupsBefore_areGoneAndOthersStay() {
        write(row("a", "done/1", 1, "x"), row("b", "done/2", 1, "x"), row("c", "done/3", 1, "x"));
        write(row("d", "parked/x|", 1, "x"), row("e", "", 1, "x"));
        write(new PaymentRow(Kind.PAYMENT, "pi_1", "done/1", 1, "x"));
        assertThat(await(store().forget(Kind.EVENT, "done/3"))).isEqualTo(2);
        assertThat(keys(PaymentPage.of(Kind.EVENT, "", 10))).containsExactly("e", "c", "d");
        assertThat(find(Kind.EVENT, "a")).isEmpty();
        assertThat(find(Kind.PAYMENT, "pi_1")).as("another kind").isPresent();
        assertThat(await(store().forget(Kind.EVENT, "done/3"))).isZero();
        assertThat(write(row("a", "done/9", 1, "again")))
                .as("as if it never was")
                .isTrue();
    }
}
