// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.json.JsonText;
import io.weighhouse.metering.price.Adjustment;
import io.weighhouse.metering.price.AppliedRate;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.ReportedCost;
import io.weighhouse.metering.price.Terms;
import java.math.BigDecimal;

/**
 * The JSON of receipts: fields in a fixed order, decimals in strings, no spaces.
 *
 * <p>What is read may come from anywhere: size, depth, length of names and numbers are bounded, a name may come only
 * once, and names that this version does not write are refused rather than lost.
 */
final class ReceiptJson {

    static final int VERSION = 1;

    /** With a bound or earlier attempts. */
    static final int VERSION_BESIDE = 2;

    private static final int MOST_CHARACTERS = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MOST_CHARACTERS)
                    .maxNestingDepth(6)
                    .maxNumberLength(20)
                    .maxStringLength(4_096)
                    .maxNameLength(64)
                    .build())
            .build();
    private static final ObjectMapper MAPPER =
            new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ReceiptJson() {}

    static String write(Receipt receipt) {
        Beside beside = receipt.beside();
        JsonText json = JsonText.reused()
                .beginObject()
                .field("v", beside.equals(Beside.NOTHING) ? VERSION : VERSION_BESIDE)
                .field("call", receipt.callId());
        charged(json, new Attempt(receipt.basis(), receipt.cause(), receipt.charge()));
        if (beside.bound() != null) {
            json.field("bound", beside.bound());
        }
        if (!beside.earlier().isEmpty()) {
            json.beginArray("earlier");
            for (Attempt attempt : beside.earlier()) {
                charged(json.beginObject(), attempt);
                json.endObject();
            }
            json.endArray();
        }
        return json.endObject().takeText();
    }

    private static void charged(JsonText json, Attempt attempt) {
        Charge charge = attempt.charge();
        Terms terms = charge.terms();
        Markup markup = terms.markup();
        json.field("sku", terms.sku().toString()).field("book", terms.bookVersion());
        if (!terms.source().cardDigest().isEmpty()) {
            json.field("card", terms.source().cardDigest());
        }
        json.field("basis", attempt.basis().name()).field("cause", attempt.cause());
        adjustment(json, terms.adjustment());
        json.field("currency", terms.currency())
                .field("unit", markup.unit().toString())
                .field("multiplier", markup.multiplier())
                .field("fixedFee", markup.fixedFee());
        if (markup.creditPrice().isPresent()) {
            json.field("creditPrice", markup.creditPrice().get());
        }
        json.field("minimum", markup.minimum());
        markup.maximum().ifPresent(most -> json.field("maximum", most));
        json.field("rounding", markup.rounding().name()).beginArray("lines");
        for (ChargeLine line : charge.lines()) {
            json.beginObject()
                    .field("meter", line.meter().id())
                    .field("quantity", line.quantity())
                    .field("unitPrice", line.unitPrice());
            applied(json, line);
            json.field("cost", line.cost()).field("price", line.price()).endObject();
        }
        json.endArray().field("cost", charge.cost()).field("price", charge.price());
        BigDecimal remainder = charge.roundingRemainder();
        if (remainder.signum() != 0) {
            json.field("remainder", remainder);
        }
        ReportedCost reported = charge.reported();
        if (reported != null) {
            json.field("reportedCost", reported.amount()).field("reportedIsBilled", reported.billed());
        }
    }

    /** What is as usual is left out: most receipts have none of it. */
    private static void adjustment(JsonText json, Adjustment adjustment) {
        if (!adjustment.serviceTier().isEmpty()) {
            json.field("serviceTier", adjustment.serviceTier());
        }
        if (!adjustment.region().isEmpty()) {
            json.field("region", adjustment.region());
        }
        if (!adjustment.factors().isEmpty()) {
            json.beginArray("factors");
            for (Adjustment.Factor factor : adjustment.factors()) {
                json.beginObject()
                        .field("name", factor.name())
                        .field("multiplier", factor.multiplier())
                        .endObject();
            }
            json.endArray();
        }
        Discount discount = adjustment.discount();
        if (!discount.equals(Discount.NONE)) {
            json.field("discount", discount.part()).field("discountToDate", discount.toDate());
        }
    }

    private static void applied(JsonText json, ChargeLine line) {
        AppliedRate rate = line.rate();
        if (rate.factor().compareTo(BigDecimal.ONE) != 0) {
            json.field("factor", rate.factor());
        }
        if (rate.billed() != line.quantity()) {
            json.field("billed", rate.billed());
        }
        if (rate.toDate() != 0) {
            json.field("toDate", rate.toDate());
        }
    }

    static Receipt read(String json) {
        // The parser measures documents as it reads; a text can be measured before.
        if (json.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("must be a receipt of at most 1 MiB: characters=" + json.length());
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "must be a receipt in JSON: " + malformed.getOriginalMessage(), malformed);
        }
        return ReceiptReader.receipt(root);
    }
}
