// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gateway in observation would have done, beside what the old system did.
 *
 * <p>Of 1,000 requests, 12 refused with {@code INSUFFICIENT_CREDITS} and 3 unlike in their charge, {@code refused()} is
 * {@code {INSUFFICIENT_CREDITS=12}} and {@code largest()} has three rows.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param requests how many requests were observed
 * @param refused how many of them would have been refused, by code, in alphabetical order
 * @param failed how many could not be judged, because a part failed
 * @param totals sums, one for each unit of account
 * @param largest the calls on which the two systems differ most, the largest difference first
 */
public record Observations(
        long requests, Map<String, Long> refused, long failed, List<Totals> totals, List<Difference> largest) {

    /**
     * Copies what it is given.
     *
     * @param requests how many requests were observed
     * @param refused how many of them would have been refused, by code
     * @param failed how many could not be judged
     * @param totals sums, one for each unit of account
     * @param largest the calls on which the two systems differ most
     */
    public Observations {
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        totals = List.copyOf(totals);
        largest = List.copyOf(largest);
    }

    /**
     * Sums of one unit of account.
     *
     * @param unit the unit
     * @param charged what all calls that were not refused would have been charged
     * @param forgone what the refused ones would have been charged, as far as they had a price
     * @param compared the calls of which the old system told its charge
     */
    public record Totals(Unit unit, BigDecimal charged, BigDecimal forgone, Comparison compared) {}

    /**
     * Calls of which both charges are known.
     *
     * @param calls how many
     * @param alike how many of them are charged the same by both
     * @param ours what they would have been charged
     * @param theirs what the old system charged for them
     */
    public record Comparison(long calls, long alike, BigDecimal ours, BigDecimal theirs) {}

    /**
     * One call on which the two systems differ.
     *
     * @param requestId the call
     * @param sku what was asked for
     * @param ours what would have been charged, in the unit of the wallet
     * @param theirs what the old system charged
     * @param basis what our charge rests on
     */
    public record Difference(String requestId, String sku, BigDecimal ours, BigDecimal theirs, Basis basis) {

        /** {@return how far the two are apart: ours less theirs} */
        public BigDecimal apart() {
            return ours.subtract(theirs);
        }
    }

    /**
     * The largest differences as a table of RFC 4180: {@code request_id,sku,ours,theirs,difference,basis}.
     *
     * @return a heading and a line for each, ended by CR LF
     */
    public String toCsv() {
        StringBuilder csv = new StringBuilder("request_id,sku,ours,theirs,difference,basis\r\n");
        for (Difference row : largest) {
            csv.append(quoted(row.requestId)).append(',').append(quoted(row.sku));
            csv.append(',').append(row.ours.toPlainString());
            csv.append(',').append(row.theirs.toPlainString());
            csv.append(',').append(row.apart().toPlainString());
            csv.append(',').append(row.basis).append("\r\n");
        }
        return csv.toString();
    }

    /** In quotes whatever it holds: what a caller chose must not become a formula or another column. */
    private static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
