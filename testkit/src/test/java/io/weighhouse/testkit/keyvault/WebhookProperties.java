// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.StandardSignatures;
import io.weighhouse.keyvault.webhook.StripeSignatures;
import io.weighhouse.keyvault.webhook.Verification;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.keyvault.webhook.Verification.Verified;
import io.weighhouse.keyvault.webhook.WebhookFault;
import io.weighhouse.keyvault.webhook.WebhookSignatures;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class WebhookProperties {

    private static final long LAST_SECOND = 999_999_999_999L;

    @Property
    void verify_whatStripeSigned_isGoodWithinTheToleranceOnly(
            @ForAll @Size(max = 300) byte[] body,
            @ForAll @Size(min = 24, max = 64) byte[] key,
            @ForAll @LongRange(max = LAST_SECOND) long second,
            @ForAll @IntRange(min = -400, max = 400) int age) {
        StripeSignatures there = stripe(key, second);
        StripeSignatures here = stripe(key, second + age);
        Verification answer = here.verify(name -> List.of(there.sign(body)), body);
        assertThat(answer).isEqualTo(expected(second, "", age));
    }

    @Property
    void verify_whatStandardSigned_isGoodWithinTheToleranceOnly(
            @ForAll @Size(max = 300) byte[] body,
            @ForAll @Size(min = 24, max = 64) byte[] key,
            @ForAll @NumericChars @StringLength(min = 1, max = 128) String id,
            @ForAll @LongRange(max = LAST_SECOND) long second,
            @ForAll @IntRange(min = -400, max = 400) int age) {
        Map<String, String> headers = standard(key, second).sign(id, body);
        Verification answer = standard(key, second + age).verify(name -> List.of(headers.get(name)), body);
        assertThat(answer).isEqualTo(expected(second, id, age));
    }

    private static Verification expected(long second, String id, int age) {
        return age > 300
                ? new Unverified(WebhookFault.TOO_OLD)
                : age < -300
                        ? new Unverified(WebhookFault.TOO_NEW)
                        : new Verified(Instant.ofEpochSecond(second), id, 0);
    }

    @Property
    void verify_anotherBodyOrKey_isAMismatch(
            @ForAll @Size(max = 40) byte[] body,
            @ForAll @Size(max = 40) byte[] otherBody,
            @ForAll @Size(min = 24, max = 64) byte[] key,
            @ForAll @Size(min = 24, max = 64) byte[] otherKey) {
        Map<String, String> headers = standard(key, 1_765_000_000).sign("msg_1", body);
        String header = stripe(key, 1_765_000_000).sign(body);
        boolean same = Arrays.equals(body, otherBody) && Arrays.equals(key, otherKey);
        assertThat(
                        standard(otherKey, 1_765_000_000).verify(name -> List.of(headers.get(name)), otherBody)
                                instanceof Verified)
                .isEqualTo(same);
        assertThat(stripe(otherKey, 1_765_000_000).verify(name -> List.of(header), otherBody) instanceof Verified)
                .isEqualTo(same);
    }

    @Property
    void verify_anyTexts_areNeverVerifiedAndNeverThrow(
            @ForAll String id, @ForAll String timestamp, @ForAll String signature) {
        Map<String, String> headers = Map.of(
                StandardSignatures.ID_HEADER, id,
                StandardSignatures.TIMESTAMP_HEADER, timestamp,
                StandardSignatures.SIGNATURE_HEADER, signature,
                StripeSignatures.HEADER, signature);
        byte[] key = new byte[24];
        assertThat(standard(key, 0).verify(name -> List.of(headers.get(name)), new byte[0]))
                .isInstanceOf(Unverified.class);
        assertThat(stripe(key, 0).verify(name -> List.of(headers.get(name)), new byte[0]))
                .isInstanceOf(Unverified.class);
    }

    private static StandardSignatures standard(byte[] key, long now) {
        return WebhookSignatures.standard(secret(key))
                .clock(() -> Instant.ofEpochSecond(now))
                .build();
    }

    private static StripeSignatures stripe(byte[] key, long now) {
        return WebhookSignatures.stripe(secret(key))
                .clock(() -> Instant.ofEpochSecond(now))
                .build();
    }

    private static Secret secret(byte[] key) {
        return Secret.ofText("whsec_" + Base64.getEncoder().encodeToString(key));
    }
}
