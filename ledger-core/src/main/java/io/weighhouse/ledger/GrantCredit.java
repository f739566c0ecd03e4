// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;

/**
 * Puts credit into a wallet as a lot of its own: a paid top-up when it comes from a clearing account, a bonus from a
 * promotion account.
 *
 * <p>Granting 10 paid credits to a wallet that owes 3 leaves 7 available: paid credit that flows in repays debt first, then
 * the used part of the credit limit. A bonus repays nothing.
 *
 * <p>The same id with another source, wallet or amount is a conflict; terms and note may differ. Use the payment's own id,
 * so that one payment credits once, however often it is reported. The id is remembered for ever.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the payment or the gift
 * @param posting from a clearing or promotion account to the wallet, more than zero
 * @param terms how the lot can be spent
 * @param note what is told about it
 */
public record GrantCredit(OperationId id, Posting posting, LotTerms terms, Note note) implements Command<Transaction> {

    /**
     * Checks the parts against each other.
     *
     * @param id names the payment or the gift
     * @param posting from a clearing or promotion account to the wallet, more than zero
     * @param terms how the lot can be spent
     * @param note what is told about it
     * @throws IllegalArgumentException if the amount is not more than zero, or an account is of another tenant
     */
    public GrantCredit {
        Objects.requireNonNull(terms, "terms");
        Objects.requireNonNull(note, "note");
        Require.grant(id, posting, terms);
    }

    /**
     * Grants credit on the usual terms, with nothing told about it.
     *
     * @param id names the payment or the gift
     * @param source a clearing or promotion account of the same tenant
     * @param wallet the wallet that gets the credit
     * @param amount how much, more than zero
     * @return the command
     * @throws IllegalArgumentException if the amount is not more than zero, or the accounts are the same or of another
     *     tenant
     */
    public static GrantCredit of(OperationId id, AccountId source, AccountId wallet, Amount amount) {
        Require.positive("amount", amount);
        Require.ofTenant(id.tenant(), source);
        Require.two("source", source, "wallet", wallet);
        return new GrantCredit(id, new Posting(source, wallet, amount), LotTerms.USUAL, Note.NONE);
    }

    /**
     * The same command on other terms.
     *
     * @param value how the lot can be spent
     * @return the command
     * @throws IllegalArgumentException if its breakage account is of another tenant
     */
    public GrantCredit terms(LotTerms value) {
        return new GrantCredit(id, posting, value, note);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public GrantCredit note(Note value) {
        return new GrantCredit(id, posting, terms, value);
    }

    /** {@return the account the credit comes from} */
    public AccountId source() {
        return posting.from();
    }

    /** {@return the wallet that gets the credit} */
    public AccountId wallet() {
        return posting.to();
    }

    /** {@return how much} */
    public Amount amount() {
        return posting.amount();
    }

    /** {@return {@code grant}} */
    @Override
    public String verb() {
        return "grant";
    }
}
