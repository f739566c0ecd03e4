// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.SharedWebhooks.Row;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.keyvault.webhook.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every case of the outside collection, decided. Where Stripe's libraries for Node and Java differ from each other, or
 * both accept what they should not, the comment says how.
 */
class SharedWebhooksTest {

    private static final String GOOD = "";
    private static final String NOT_A_SECRET = "NOT_A_SECRET";

    private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("plain", GOOD);
        EXPECTED.put("two v1, second matches", GOOD);
        EXPECTED.put("rolled secret: both secrets signed, old secret verifies", GOOD);
        EXPECTED.put("rolled: new secret verifies", GOOD);
        EXPECTED.put("v0 only", "NO_KNOWN_SIGNATURE");
        EXPECTED.put("v0 then v1", GOOD);
        EXPECTED.put("missing t", "MALFORMED_HEADER");
        EXPECTED.put("t not a number", "MALFORMED_HEADER"); // Java: NumberFormatException
        EXPECTED.put("empty", "MALFORMED_HEADER");
        EXPECTED.put("garbage", "MALFORMED_HEADER");
        EXPECTED.put("upper-case hex", "MALFORMED_HEADER");
        EXPECTED.put("space after comma", "MALFORMED_HEADER");
        EXPECTED.put("t duplicated: right first", "MALFORMED_HEADER"); // Java accepts
        EXPECTED.put("t duplicated: right last", "MALFORMED_HEADER"); // Node accepts
        EXPECTED.put("age 300 exactly", GOOD);
        EXPECTED.put("age 301", "TOO_OLD");
        EXPECTED.put("future 300", GOOD);
        EXPECTED.put("future 301", "TOO_NEW"); // both accept
        EXPECTED.put("future a year", "TOO_NEW"); // both accept
        EXPECTED.put("tolerance 0, age 301", "TOO_OLD"); // both take 0 for "do not check"
        EXPECTED.put("short v1", "MALFORMED_HEADER");
        EXPECTED.put("wrong secret", "SIGNATURE_MISMATCH");
        EXPECTED.put("secret with newline", NOT_A_SECRET); // both refuse every webhook instead
        EXPECTED.put("t with trailing junk", "MALFORMED_HEADER"); // Node accepts, Java: NumberFormatException
        EXPECTED.put("t with plus", "MALFORMED_HEADER"); // both accept
        EXPECTED.put("t with leading zero", "SIGNATURE_MISMATCH"); // both accept: they sign the number, not the text
        EXPECTED.put("payload with one byte changed", "SIGNATURE_MISMATCH");
        EXPECTED.put("v1 after = has another =", "MALFORMED_HEADER"); // Node accepts
    }

    @Test
    void verify_everyCase_isDecidedAsListed() {
        List<Row> rows = SharedWebhooks.rows("signature-cases.json");
        for (Row row : rows) {
            assertThat(decided(row)).as(row.text("name")).isEqualTo(EXPECTED.get(row.text("name")));
        }
        System.out.println("signature-cases.json: " + rows.size() + " cases decided");
        assertThat(rows).extracting(row -> row.text("name")).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    }

    private static String decided(Row row) {
        WebhookSignatures.Builder<StripeSignatures> builder = WebhookSignatures.stripe(
                        Secret.ofText(row.text("secret")))
                .tolerance(Duration.ofSeconds(row.number("tolerance")))
                .clock(() -> Instant.ofEpochSecond(row.number("now")));
        if (row.text("secret").endsWith("\n")) {
            assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
            return NOT_A_SECRET;
        }
        Verification answer = builder.build().verify(name -> List.of(row.text("header")), row.body());
        return answer instanceof Unverified no ? no.code().name() : GOOD;
    }

    @Test
    void verify_everyEvent_isVerifiedAndSignedTheSameByUs() {
        List<Row> rows = SharedWebhooks.rows("signed-events.json");
        for (Row row : rows) {
            Instant then = Instant.ofEpochSecond(row.number("timestamp"));
            StripeSignatures stripe = WebhookSignatures.stripe(Secret.ofText(row.text("secret")))
                    .clock(() -> then)
                    .build();
            assertThat(stripe.verify(name -> List.of(row.text("header")), row.body()))
                    .as(row.text("file"))
                    .isEqualTo(new Verified(then, "", 0));
            assertThat(stripe.sign(row.body())).isEqualTo(row.text("header"));
        }
        System.out.println("signed-events.json: " + rows.size() + " events verified");
        assertThat(rows).hasSize(24);
    }
}
