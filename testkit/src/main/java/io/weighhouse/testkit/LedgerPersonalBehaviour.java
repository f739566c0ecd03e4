// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.ledger.audit.AuditReport;
import io.weighhouse.ledger.store.LedgerStore;
import io.weighhouse.ledger.store.PersonalRecords;
import org.junit.jupiter.api.Test;

/** Texts about people: there until they are erased, and the books are the same before and after. */
abstract class LedgerPersonalBehaviour extends LedgerBehaviour {

    @SuppressWarnings("NullAway.Init") // made before each test
    private LedgerStore store;

    abstract LedgerStore emptyStore();

    @Override
    final LedgerStore newStore() {
        store = emptyStore();
        return store;
    }

    private PersonalRecords personal() {
        return store.personal();
    }

    @Test
    void put_isReadByItsReference() {
        String reference = personal().put(ACME, "user-17", "Ann Lee, 12 Long Lane \u00e9");
        assertThat(reference).matches("pd1\\.[0-9a-f]{64}");
        assertThat(personal().get(ACME, reference)).contains("Ann Lee, 12 Long Lane \u00e9");
        assertThat(personal().get(ACME, reference.replace("pd1", "pd2"))).isEmpty();
    }

    @Test
    void put_equalTextsOfASubject_areTwoRecords() {
        String first = personal().put(ACME, "user-17", "Ann Lee");
        String second = personal().put(ACME, "user-17", "Ann Lee");
        assertThat(first).isNotEqualTo(second);
        assertThat(personal().erase(ACME, "user-17")).isEqualTo(2);
    }

    @Test
    void erase_takesAllOfASubjectAndNothingElse() {
        String ann = personal().put(ACME, "user-17", "Ann Lee");
        String more = personal().put(ACME, "user-17", "x".repeat(65_536));
        String bob = personal().put(ACME, "user-18", "Bob");
        assertThat(personal().erase(ACME, "user-17")).isEqualTo(2);
        assertThat(personal().get(ACME, ann)).isEmpty();
        assertThat(personal().get(ACME, more)).isEmpty();
        assertThat(personal().get(ACME, bob)).contains("Bob");
        assertThat(personal().erase(ACME, "user-17")).isZero();
        assertThat(personal().erase(ACME, "nobody")).isZero();
    }

    @Test
    void anotherTenantsRecord_isNeitherReadNorErased() {
        String theirs = personal().put(GLOBEX, "user-17", "their Ann");
        assertThat(personal().get(ACME, theirs)).isEmpty();
        assertThat(personal().erase(ACME, "user-17")).isZero();
        assertThat(personal().get(GLOBEX, theirs)).contains("their Ann");
    }

    @Test
    void erase_leavesTheBooksAsTheyWere() {
        String reference = personal().put(ACME, "user-17", "Ann Lee");
        Note note = Note.NONE.reference(reference).label("payer", reference);
        Transaction before = done(ledger.grant(
                GrantCredit.of(op("pi_1"), PAYMENTS, ALICE, credits("10")).note(note)));
        AuditReport kept = ledger.verify();
        assertThat(personal().erase(ACME, "user-17")).isEqualTo(1);
        AuditReport after = ledger.verify(kept.head());
        assertThat(after.discrepancies()).isEmpty();
        assertThat(after.head()).isEqualTo(kept.head());
        assertThat(ledger.transaction(ACME, before.sequence())).contains(before);
        assertThat(personal().get(ACME, lastOn(ALICE).note().reference())).isEmpty();
    }

    @Test
    void subjectOrText_outOfRange_isRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> personal().put(ACME, "", "Ann"));
        assertThatIllegalArgumentException().isThrownBy(() -> personal().put(ACME, "u".repeat(201), "Ann"));
        assertThatIllegalArgumentException().isThrownBy(() -> personal().put(ACME, "ann", "x".repeat(65_537)));
        assertThatIllegalArgumentException().isThrownBy(() -> personal().erase(ACME, ""));
        assertThat(personal().put(ACME, "u".repeat(200), "")).startsWith("pd1.");
    }
}
