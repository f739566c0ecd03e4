// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.StandardSignatures;
import io.weighhouse.keyvault.webhook.StripeSignatures;
import io.weighhouse.keyvault.webhook.Verification;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.keyvault.webhook.Verification.Verified;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Decides every row of docs/reference/webhooks.md. */
class WebhooksPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/webhooks.md");

    private static final Instant THEN = Instant.ofEpochSecond(1_765_000_000);
    private static final String T = "1765000000";
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);

    private Instant now = THEN;
    private final Secret secret = secret(24);
    private final Secret oldSecret = secret(32);

    private static Secret secret(int length) {
        return Secret.ofText("whsec_" + Base64.getEncoder().encodeToString(new byte[length]));
    }

    @Test
    void page_webhookThatComesIn_isVerifiedSo() {
        List<String> events = new ArrayList<>();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put(
                "stripe-signature",
                List.of(WebhookSignatures.stripe(oldSecret).build().sign(BODY)));
        receive(headers, BODY, events);
        assertThat(events).containsExactly("{\"id\":\"evt_1\"}");
        receive(Map.of(), BODY, events);
        assertThat(events).containsExactly("{\"id\":\"evt_1\"}", "400 Invalid webhook signature.");
    }

    private void receive(Map<String, List<String>> headers, byte[] body, List<String> events) {
        // [verify]
        StripeSignatures stripe = WebhookSignatures.stripe(secret, oldSecret).build();

        Verification answer = stripe.verify(headers::get, body);
        if (answer instanceof Unverified no) {
            events.add(no.code().httpStatus() + " " + no.code().publicText());
            return;
        }
        events.add(new String(body, StandardCharsets.UTF_8)); // now it may be parsed
        // [/verify]
    }

    @Test
    void page_everyHeaderOfStripe_isDecidedAsItSays() {
        StripeSignatures stripe =
                WebhookSignatures.stripe(secret, oldSecret).clock(() -> now).build();
        String good = signedByStripe(secret);
        String old = signedByStripe(oldSecret);
        List<DocPage.Row> table = PAGE.table("## Stripe");
        for (DocPage.Row row : table) {
            String header = row.get("Stripe-Signature");
            now = THEN.plusSeconds(Long.parseLong(row.get("age")));
            String value = header.replace("T", T)
                    .replace("GOOD", good)
                    .replace("OLD", old)
                    .replace("ZERO", "0".repeat(64));
            List<String> values = header.equals("none")
                    ? List.of()
                    : header.equals("the header twice")
                            ? Collections.nCopies(2, "t=" + T + ",v1=" + good)
                            : List.of(value);
            assertThat(decided(stripe.verify(name -> values, BODY))).as(header).isEqualTo(row.get("answer"));
        }
        assertThat(table).hasSize(22);
    }

    private String signedByStripe(Secret by) {
        String header = WebhookSignatures.stripe(by).clock(() -> THEN).build().sign(BODY);
        return header.substring(header.indexOf("v1=") + 3);
    }

    @Test
    void page_everyHeaderOfStandardWebhooks_isDecidedAsItSays() {
        StandardSignatures endpoint =
                WebhookSignatures.standard(secret, oldSecret).clock(() -> now).build();
        String good = signedByStandard(secret);
        String old = signedByStandard(oldSecret);
        List<DocPage.Row> table = PAGE.table("## Standard Webhooks");
        for (DocPage.Row row : table) {
            now = THEN.plusSeconds(Long.parseLong(row.get("age")));
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
                String value = row.get(name);
                if (!value.equals("none")) {
                    headers.put(
                            name,
                            List.of(value.replace("T", T)
                                    .replace("GOOD", good)
                                    .replace("OLD", old)
                                    .replace("ZERO", "A".repeat(43) + "=")));
                }
            }
            assertThat(decided(endpoint.verify(headers::get, BODY)))
                    .as(row.toString())
                    .isEqualTo(row.get("answer"));
        }
        assertThat(table).hasSize(16);
    }

    private String signedByStandard(Secret by) {
        String signatures = WebhookSignatures.standard(by)
                .clock(() -> THEN)
                .build()
                .sign("msg_1", BODY)
                .get("webhook-signature");
        return Objects.requireNonNull(signatures).substring("v1,".length());
    }

    private static String decided(Verification answer) {
        return answer instanceof Unverified no ? no.code().name() : "verified";
    }

    @Test
    void page_whatIsSent_isSignedSo() {
        byte[] body = BODY;
        // [sign]
        StandardSignatures outgoing = WebhookSignatures.standard(secret).build();
        Map<String, String> headers = outgoing.sign("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", body);
        // [/sign]
        assertThat(headers).containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature");
        assertThat(outgoing.verify(name -> List.of(headers.get(name)), body))
                .isInstanceOfSatisfying(
                        Verified.class,
                        verified -> assertThat(verified.messageId()).isEqualTo("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"));
    }

    @Test
    void page_everySecret_isTakenOrAMistakeAsItSays() {
        Map<String, Secret> secrets = Map.of(
                "`whsec_` and the base64 of 24 bytes", secret(24),
                "`whsec_` and the base64 of 64 bytes", secret(64),
                "`whsec_` and the base64 of 65 bytes", secret(65),
                "`whsec_` and the base64 of 16 bytes", secret(16),
                "the base64 of 24 bytes", Secret.ofText(Base64.getEncoder().encodeToString(new byte[24])),
                "one with a line feed at its end", Secret.ofText("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX\n"));
        List<DocPage.Row> table = PAGE.table("## Secrets");
        assertThat(table).extracting(row -> row.get("secret")).containsExactlyInAnyOrderElementsOf(secrets.keySet());
        for (DocPage.Row row : table) {
            Secret each = Objects.requireNonNull(secrets.get(row.get("secret")));
            isTakenOrAMistake(row.get("Stripe"), WebhookSignatures.stripe(each));
            isTakenOrAMistake(row.get("Standard Webhooks"), WebhookSignatures.standard(each));
        }
    }

    private static void isTakenOrAMistake(String said, WebhookSignatures.Builder<?> builder) {
        if (said.equals("taken")) {
            assertThat(builder.build().maximumBody()).isEqualTo(1_048_576);
        } else {
            assertThat(said).isEqualTo("mistake");
            assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageEndingWith("secrets[0]");
        }
    }
}
