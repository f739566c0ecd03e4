// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.export.CsvText;
import io.weighhouse.money.Amount;
import java.util.List;

/**
 * What a subscription got, used and paid in one period, from the books.
 *
 * <p>It opened with 0; 500 were granted, 1,000 bought, 312 used by {@code openai/gpt-4o-mini}, 188 expired: it closes with
 * 1,000. {@code opening + all amounts = closing}, and both are balances of the wallet. Calls within an allowance are counted at
 * what they cost, mostly nothing; those beyond are lines of their own.
 *
 * <p>A line belongs to the period in which it was booked: a call that began in one month and ended in the next is in the
 * next, and what expired at the end of a month is in the statement of the month in which somebody first touched the wallet
 * after that. So the statement of a period that has passed is the same whenever it is asked for, byte for byte.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id which subscription
 * @param period from when until when, by the time of booking
 * @param balances what the wallet held before and after
 * @param lines what happened, a line for each section and item, in their order
 * @param allowances how much was used of what the plan includes, by the end of the period
 */
public record PeriodStatement(
        SubscriptionId id, Period period, Balances balances, List<Line> lines, List<AllowanceUse> allowances) {

    private static final String HEADER = "section,item,count,amount,unit\r\n";

    /**
     * What a wallet held before and after a period.
     *
     * @param opening before, of either sign
     * @param closing after, of either sign
     */
    public record Balances(Amount opening, Amount closing) {}

    /** The sections of a statement, in their order. */
    public enum Section {
        /** Credit that the plan gave: for the month, for an upgrade, for a trial. */
        GRANT,
        /** Credit that was bought. */
        PURCHASE,
        /** Credit that was given away. */
        BONUS,
        /** Calls within an allowance, by sku. */
        INCLUDED,
        /** Calls that cost their usage, by sku. */
        USAGE,
        /** Calls beyond an allowance, by sku. */
        OVERAGE,
        /** Usage that was given back. */
        REFUND,
        /** Anything else that was undone, such as a purchase. */
        REVERSAL,
        /** Postings by hand. */
        ADJUSTMENT,
        /** Credit that expired. */
        EXPIRY
    }

    /**
     * One line.
     *
     * @param section what it is
     * @param item the sku of calls; {@code month}, {@code upgrade} or {@code trial} of grants; else empty
     * @param count how many calls, or how many bookings, more than zero
     * @param amount what it came to in the wallet: positive for what came in, negative for what went out
     */
    public record Line(Section section, String item, long count, Amount amount) {}

    /**
     * Copies the lists.
     *
     * @param id which subscription
     * @param period from when until when
     * @param balances what the wallet held before and after
     * @param lines what happened
     * @param allowances how much was used of what the plan includes
     */
    public PeriodStatement {
        lines = List.copyOf(lines);
        allowances = List.copyOf(allowances);
    }

    /**
     * The statement of a period. It reads the wallet's bookings of the period, page by page, and keeps the id of each call.
     *
     * @param ledger whose books
     * @param subscription whose; its plan says what was included
     * @param period such as {@code subscription.record().term().anchor().month(0)}; of one that still runs, what is booked by
     *     now
     * @return the statement
     * @throws IllegalArgumentException if the wallet was never opened
     * @throws io.weighhouse.ledger.store.LedgerStoreException if the store failed
     */
    public static PeriodStatement of(Ledger ledger, Subscription subscription, Period period) {
        return new StatementFold(ledger, subscription, period).statement();
    }

    /**
     * The statement as comma-separated values, as RFC 4180 has them: a line for the opening balance, one for each line, one for
     * each thing that the plan includes (how many were used), and one for the closing balance. Amounts are exact decimal numbers
     * with all places of the unit.
     *
     * @return the text; equal statements give equal texts
     */
    public String toCsv() {
        StringBuilder csv = new StringBuilder(HEADER);
        row(csv, "OPENING", "", "", balances.opening());
        for (Line line : lines) {
            row(csv, line.section().name(), line.item(), Long.toString(line.count()), line.amount());
        }
        for (AllowanceUse use : allowances) {
            csv.append("ALLOWANCE,")
                    .append(CsvText.foreign(use.included().name()))
                    .append(',')
                    .append(use.used())
                    .append(",,\r\n");
        }
        row(csv, "CLOSING", "", "", balances.closing());
        return csv.toString();
    }

    private static void row(StringBuilder csv, String section, String item, String count, Amount amount) {
        csv.append(section)
                .append(',')
                .append(CsvText.foreign(item))
                .append(',')
                .append(count)
                .append(',')
                .append(number(amount))
                .append(',')
                .append(amount.unit())
                .append("\r\n");
    }

    /**
     * The statement as one JSON object. Amounts are strings, so that no reader rounds them.
     *
     * @return the text; equal statements give equal texts
     */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("tenant", id.tenant().value());
        json.put("subscription", id.value());
        json.put("from", period.start().toString());
        json.put("until", period.end().toString());
        json.put("unit", balances.opening().unit().toString());
        json.put("opening", number(balances.opening()));
        ArrayNode all = json.putArray("lines");
        for (Line line : lines) {
            all.addObject()
                    .put("section", line.section().name())
                    .put("item", line.item())
                    .put("count", line.count())
                    .put("amount", number(line.amount()));
        }
        ArrayNode uses = json.putArray("allowances");
        for (AllowanceUse use : allowances) {
            uses.addObject()
                    .put("name", use.included().name())
                    .put("included", use.included().quantity())
                    .put("used", use.used())
                    .put("overage", use.overage());
        }
        json.put("closing", number(balances.closing()));
        return json.toString();
    }

    private static String number(Amount amount) {
        return amount.toDecimal().toPlainString();
    }
}
