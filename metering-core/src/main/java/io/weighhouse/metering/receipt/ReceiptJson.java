// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Terms;
import io.weighhouse.money.Amount;

/**
 * The JSON of receipts: fields in a fixed order, decimals in strings, no spaces.
 *
 * <p>What is read may come from anywhere: size, depth, length of names and numbers are bounded, a name may come only
 * once, and names that this version does not write are refused rather than lost.
 */
final class ReceiptJson {

    static final int VERSION = 1;

    private static final int MOST_CHARACTERS = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MOST_CHARACTERS)
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxStringLength(4_096)
                    .maxNameLength(64)
                    .build())
            .build();
    private static final ObjectMapper MAPPER =
            new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ReceiptJson() {}

    static String write(Receipt receipt) {
        Charge charge = receipt.charge();
        Terms terms = charge.terms();
        Markup markup = terms.markup();
        JsonText json = new JsonText()
                .beginObject()
                .field("v", VERSION)
                .field("call", receipt.callId())
                .field("sku", terms.sku().toString())
                .field("book", terms.bookVersion())
                .field("basis", receipt.basis().name())
                .field("cause", receipt.cause())
                .field("currency", terms.currency())
                .field("unit", markup.unit().toString())
                .field("multiplier", markup.multiplier().toPlainString())
                .field("fixedFee", markup.fixedFee().toPlainString());
        if (markup.creditPrice().isPresent()) {
            json.field("creditPrice", markup.creditPrice().get().toPlainString());
        }
        json.field("minimum", decimal(markup.minimum()))
                .field("rounding", markup.rounding().name())
                .beginArray("lines");
        for (ChargeLine line : charge.lines()) {
            json.beginObject()
                    .field("meter", line.meter().id())
                    .field("quantity", line.quantity())
                    .field("unitPrice", line.unitPrice().toPlainString())
                    .field("cost", line.cost().toPlainString())
                    .field("price", decimal(line.price()))
                    .endObject();
        }
        return json.endArray()
                .field("cost", charge.cost().toPlainString())
                .field("price", decimal(charge.price()))
                .endObject()
                .toString();
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

    private static String decimal(Amount amount) {
        return amount.toDecimal().toPlainString();
    }
}
