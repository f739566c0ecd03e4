// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.util.Objects;
import java.util.Optional;

/**
 * Undoes a transaction in full or in part, by a further transaction that is linked to it; never more than is left of it.
 *
 * <p>What a spend took from lots goes back into them, the last burnt first. Reversing a grant takes back what is left in its
 * lot, then other paid credit of the wallet; what has been spent by then is short, and {@link Shortfall} says what happens.
 * A payment of 10 credits of which 7 were spent, charged back: 3 are taken back and 7 become debt, or 7 are let go.
 *
 * <p>A transaction of several postings is reversed as a whole. A reversal can be reversed: that is how a dispute that was
 * lost and then won restores the credit.
 *
 * <p>The same id with another transaction or extent is a conflict. The id is remembered for ever.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the reversal: the refund's or the dispute's own id
 * @param transaction the {@link Transaction#sequence()} of what is undone
 * @param extent how much of it
 * @param shortfall what happens when the credit has been spent
 * @param note what is told about it
 */
public record ReverseTransaction(OperationId id, long transaction, Extent extent, Shortfall shortfall, Note note)
        implements Command<Transaction> {

    /** What happens when a wallet cannot give back what it once got. */
    public enum Shortfall {
        /** The reversal is declined. */
        REJECT,
        /** The wallet owes the rest; any paid credit repays it first. */
        DEBT,
        /** The rest is let go: the reversal books less. */
        CLAMP
    }

    /**
     * How much of a transaction is undone.
     *
     * @param kind how the amount is meant
     * @param amount more than zero for {@link Kind#PART} and {@link Kind#TOTAL}, empty for the others
     */
    public record Extent(Kind kind, Optional<Amount> amount) {

        /** How the amount of an extent is meant. */
        public enum Kind {
            /** All that is left of it. */
            WHOLE,
            /** That amount. */
            PART,
            /** So much that that amount is reversed in all; nothing more if it is already. */
            TOTAL,
            /** What is still unspent in the lot that a grant made. */
            UNSPENT
        }

        /** All that is left of it. */
        public static final Extent WHOLE = new Extent(Kind.WHOLE, Optional.empty());

        /** What is still unspent in the lot that a grant made. */
        public static final Extent UNSPENT = new Extent(Kind.UNSPENT, Optional.empty());

        /**
         * Checks the parts against each other.
         *
         * @param kind how the amount is meant
         * @param amount more than zero for PART and TOTAL, empty for the others
         * @throws IllegalArgumentException if an amount is missing, superfluous, or not more than zero
         */
        public Extent {
            boolean wanted = kind == Kind.PART || kind == Kind.TOTAL;
            if (amount.isPresent() != wanted) {
                throw new IllegalArgumentException("must have an amount only if PART or TOTAL: kind=" + kind);
            }
            amount.ifPresent(value -> Require.positive("amount", value));
        }

        /**
         * That amount of it.
         *
         * @param amount more than zero
         * @return the extent
         * @throws IllegalArgumentException if it is not
         */
        public static Extent part(Amount amount) {
            return new Extent(Kind.PART, Optional.of(amount));
        }

        /**
         * So much that that amount is reversed in all, as payment providers report refunds.
         *
         * @param amount more than zero
         * @return the extent
         * @throws IllegalArgumentException if it is not
         */
        public static Extent total(Amount amount) {
            return new Extent(Kind.TOTAL, Optional.of(amount));
        }
    }

    /**
     * Checks the parts.
     *
     * @param id names the reversal
     * @param transaction the sequence number of what is undone, more than zero
     * @param extent how much of it
     * @param shortfall what happens when the credit has been spent
     * @param note what is told about it
     * @throws IllegalArgumentException if the transaction's number is not more than zero
     */
    public ReverseTransaction {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(extent, "extent");
        Objects.requireNonNull(shortfall, "shortfall");
        Objects.requireNonNull(note, "note");
        if (transaction < 1) {
            throw new IllegalArgumentException("must be > 0: transaction=" + transaction);
        }
    }

    /**
     * Undoes all that is left of a transaction; what has been spent becomes debt.
     *
     * @param id names the reversal
     * @param transaction the sequence number of what is undone, more than zero
     * @return the command
     * @throws IllegalArgumentException if the transaction's number is not more than zero
     */
    public static ReverseTransaction of(OperationId id, long transaction) {
        return new ReverseTransaction(id, transaction, Extent.WHOLE, Shortfall.DEBT, Note.NONE);
    }

    /**
     * The same command to another extent.
     *
     * @param value how much of it
     * @return the command
     */
    public ReverseTransaction extent(Extent value) {
        return new ReverseTransaction(id, transaction, value, shortfall, note);
    }

    /**
     * The same command with another way when credit has been spent.
     *
     * @param value what happens then
     * @return the command
     */
    public ReverseTransaction shortfall(Shortfall value) {
        return new ReverseTransaction(id, transaction, extent, value, note);
    }

    /**
     * The same command with another note.
     *
     * @param value what is told about the transaction
     * @return the command
     */
    public ReverseTransaction note(Note value) {
        return new ReverseTransaction(id, transaction, extent, shortfall, value);
    }

    /** {@return {@code reverse}} */
    @Override
    public String verb() {
        return "reverse";
    }
}
