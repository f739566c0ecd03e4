// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CommandTest {

    private static final Unit USD = Unit.of("USD", 2);
    private static final Amount ONE = Amount.of("1", USD);
    private static final Amount ZERO = Amount.zero(USD);
    private static final Amount OWED = Amount.of("-5", USD);

    private static final TenantId ACME = TenantId.of("acme");
    private static final OperationId CALL = ACME.operation("call-1");
    private static final AccountId ALICE = ACME.account("wallet:alice");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final AccountId THEIRS = TenantId.of("globex").account("wallet:alice");

    private static void assertRefused(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void account_limits() {
        assertThat(Account.wallet(ALICE, ONE).unit()).isEqualTo(USD);
        assertThat(Account.wallet(ALICE, USD).creditLimit()).isEqualTo(ZERO);
        assertThat(Account.wallet(ALICE, Amount.ofMinor(Account.MAX_BALANCE_MINOR, USD))
                        .creditLimit()
                        .minor())
                .isEqualTo((1L << 61) - 1);
        assertRefused(() -> Account.wallet(ALICE, OWED), "must be >= 0: creditLimit=-5.00 USD");
        assertRefused(
                () -> Account.wallet(ALICE, Amount.ofMinor(1L << 61, USD)),
                "must be < 2^61 smallest parts: creditLimit=23058430092136939.52 USD");
        assertRefused(
                () -> new Account(REVENUE, AccountKind.REVENUE, ONE), "must be 0 for REVENUE: creditLimit=1.00 USD");
    }

    @Test
    void posting_limits() {
        assertThat(new Posting(ALICE, REVENUE, ZERO).amount()).isEqualTo(ZERO);
        assertRefused(() -> new Posting(ALICE, REVENUE, OWED), "must be >= 0: amount=-5.00 USD");
        assertRefused(
                () -> new Posting(ALICE, ALICE, ONE),
                "must be two accounts: from=acme/wallet:alice to=acme/wallet:alice");
        assertRefused(
                () -> new Posting(REVENUE, THEIRS, ONE),
                "must be an account of tenant acme: account=globex/wallet:alice");
    }

    @Test
    void post_limits() {
        Posting posting = new Posting(ALICE, REVENUE, ONE);
        List<Posting> postings = new ArrayList<>(Collections.nCopies(64, posting));
        PostTransaction most = new PostTransaction(CALL, postings, Note.NONE);
        postings.clear();
        assertThat(most.postings()).as("a copy").hasSize(64);
        assertRefused(() -> PostTransaction.of(CALL), "must be 1 to 64 postings: postings=0");
        assertRefused(
                () -> new PostTransaction(CALL, Collections.nCopies(65, posting), Note.NONE),
                "must be 1 to 64 postings: postings=65");
        assertRefused(
                () -> PostTransaction.of(
                        CALL, posting, new Posting(THEIRS, THEIRS.tenant().account("revenue"), ONE)),
                "must be an account of tenant acme: account=globex/wallet:alice");
    }

    @Test
    void grant_limits() {
        AccountId payments = ACME.account("payments");
        assertThat(GrantCredit.of(CALL, payments, ALICE, ONE).note()).isEqualTo(Note.NONE);
        assertRefused(() -> GrantCredit.of(CALL, payments, ALICE, ZERO), "must be > 0: amount=0.00 USD");
        assertRefused(() -> GrantCredit.of(CALL, payments, ALICE, OWED), "must be > 0: amount=-5.00 USD");
        assertRefused(
                () -> GrantCredit.of(CALL, ALICE, ALICE, ONE),
                "must be two accounts: source=acme/wallet:alice wallet=acme/wallet:alice");
        String theirs = "must be an account of tenant acme: account=globex/wallet:alice";
        assertRefused(() -> GrantCredit.of(CALL, payments, THEIRS, ONE), theirs);
        assertRefused(() -> GrantCredit.of(CALL, THEIRS, ALICE, ONE), theirs);
    }

    @Test
    void hold_limits() {
        PlaceHold hold = PlaceHold.of(CALL, ALICE, ZERO);
        assertThat(hold.intent()).isEmpty();
        assertThat(hold.timeToLive()).hasMinutes(15);
        assertThat(hold.timeToLive(Duration.ofHours(24)).timeToLive()).hasHours(24);
        assertThat(hold.timeToLive(Duration.ofNanos(1)).timeToLive()).hasNanos(1);
        assertRefused(() -> hold.timeToLive(Duration.ZERO), "must be > PT0S and <= PT24H: timeToLive=PT0S");
        assertRefused(() -> hold.timeToLive(Duration.ofSeconds(-1)), "must be > PT0S and <= PT24H: timeToLive=PT-1S");
        assertRefused(
                () -> hold.timeToLive(Duration.ofHours(24).plusNanos(1)),
                "must be > PT0S and <= PT24H: timeToLive=PT24H0.000000001S");
        assertThat(hold.intent("x".repeat(200)).intent()).hasSize(200);
        assertRefused(
                () -> hold.intent("x".repeat(201)),
                "must be at most 200 characters: intent=\"" + "x".repeat(40) + "...\"");
        assertRefused(() -> PlaceHold.of(CALL, ALICE, OWED), "must be >= 0: amount=-5.00 USD");
        assertRefused(
                () -> PlaceHold.of(CALL, THEIRS, ONE),
                "must be an account of tenant acme: account=globex/wallet:alice");
    }

    @Test
    void capture_limits() {
        CaptureHold capture = CaptureHold.of(CALL, REVENUE, ZERO);
        assertThat(capture.overrun()).isEqualTo(Overrun.REJECT);
        assertThat(capture.overrun(Overrun.DEBT).overrun()).isEqualTo(Overrun.DEBT);
        assertRefused(() -> CaptureHold.of(CALL, REVENUE, OWED), "must be >= 0: amount=-5.00 USD");
        assertRefused(
                () -> CaptureHold.of(CALL, THEIRS, ONE),
                "must be an account of tenant acme: account=globex/wallet:alice");
    }

    @Test
    void note_isCarriedByEveryVerbThatTakesOne() {
        Note note = Note.NONE.reason("goodwill");
        AccountId gifts = ACME.account("gifts");
        assertThat(PostTransaction.of(CALL, new Posting(ALICE, REVENUE, ONE))
                        .note(note)
                        .note())
                .isEqualTo(note);
        assertThat(GrantCredit.of(CALL, gifts, ALICE, ONE).note(note).note()).isEqualTo(note);
        assertThat(CaptureHold.of(CALL, REVENUE, ONE).note(note).note()).isEqualTo(note);
        assertThat(ReleaseHold.of(CALL).note(note).note()).isEqualTo(note);
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void missingPart_isRefusedWhenTheCommandIsMade() {
        CaptureHold capture = CaptureHold.of(CALL, REVENUE, ONE);
        List<ThrowingCallable> makings = List.of(
                () -> OpenAccount.of(null),
                () -> new Account(ALICE, null, ZERO),
                () -> new Account(null, AccountKind.WALLET, ZERO),
                () -> PostTransaction.of(CALL, (Posting) null),
                () -> PostTransaction.of(null, new Posting(ALICE, REVENUE, ONE)),
                () -> PostTransaction.of(CALL, new Posting(ALICE, REVENUE, ONE)).note(null),
                () -> GrantCredit.of(CALL, REVENUE, ALICE, ONE).note(null),
                () -> PlaceHold.of(CALL, ALICE, null),
                () -> PlaceHold.of(CALL, ALICE, ONE).intent(null),
                () -> capture.overrun(null),
                () -> capture.note(null),
                () -> ReleaseHold.of(null),
                () -> ReleaseHold.of(CALL).note(null));
        assertThat(makings).allSatisfy(making -> assertThatThrownBy(making).isInstanceOf(NullPointerException.class));
    }
}
