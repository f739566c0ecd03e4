// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.keyvault.webhook.Verification.Verified;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeSignaturesTest {

    private static final Instant THEN = Instant.ofEpochSecond(1_765_000_000);
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);

    // printf '1765000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_one
    private static final String TAG_ONE = "cf025af3be4c839232bfa41e6028ae0864b815ec7ed9b49d58d5ae17a5b98d12";
    private static final String TAG_TWO = "2efb4b6e80cd6b1701bd1073c8d8d5def791f1915c0ff2b13bc7b0e7a33cca96";
    private static final String HEADER = "t=1765000000,v1=" + TAG_ONE;
    private static final Verified GOOD = new Verified(THEN, "", 0);

    private Instant now = THEN;
    private final StripeSignatures one = builder("whsec_one").build();

    private WebhookSignatures.Builder<StripeSignatures> builder(String... secrets) {
        return WebhookSignatures.stripe(
                        Arrays.stream(secrets).map(Secret::ofText).toArray(Secret[]::new))
                .clock(() -> now);
    }

    private static Verification verify(StripeSignatures stripe, String... headers) {
        return stripe.verify(name -> name.equals("Stripe-Signature") ? List.of(headers) : null, BODY);
    }

    private static Unverified refused(WebhookFault code) {
        return new Unverified(code);
    }

    @Test
    void verify_signatureOfOpenssl_isGood() {
        assertThat(verify(one, HEADER)).isEqualTo(GOOD);
        assertThat(one.sign(BODY)).isEqualTo(HEADER);
    }

    @Test
    void verify_rolledSecret_eitherIsGoodAndSaysWhich() {
        StripeSignatures both = builder("whsec_two", "whsec_one").build();
        assertThat(verify(both, HEADER)).isEqualTo(new Verified(THEN, "", 1));
        assertThat(verify(both, "t=1765000000,v1=" + TAG_TWO)).isEqualTo(new Verified(THEN, "", 0));
        assertThat(both.sign(BODY)).isEqualTo("t=1765000000,v1=" + TAG_TWO + ",v1=" + TAG_ONE);
        assertThat(verify(one, both.sign(BODY))).as("the old secret alone").isEqualTo(GOOD);
        assertThat(verify(builder("whsec_three").build(), HEADER)).isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
    }

    @ParameterizedTest
    @CsvSource({
        "300, 300, ''", "301, 300, TOO_OLD", "-300, 300, ''", "-301, 300, TOO_NEW", "-31536000, 300, TOO_NEW",
        "0, 0, ''", "1, 0, TOO_OLD", "-1, 0, TOO_NEW", "86400, 86400, ''", "86401, 86400, TOO_OLD"
    })
    void verify_atAnAge_isWithinTheToleranceOrNot(long age, long tolerance, String code) {
        StripeSignatures stripe =
                builder("whsec_one").tolerance(Duration.ofSeconds(tolerance)).build();
        now = THEN.plusSeconds(age).plusNanos(999_999_999);
        assertThat(verify(stripe, HEADER)).isEqualTo(code.isEmpty() ? GOOD : refused(WebhookFault.valueOf(code)));
    }

    @Test
    void verify_noHeader_isMissing() {
        assertThat(verify(one)).isEqualTo(refused(WebhookFault.MISSING_HEADER));
        assertThat(one.verify(name -> null, BODY)).isEqualTo(refused(WebhookFault.MISSING_HEADER));
        assertThat(one.verify(name -> Arrays.asList((String) null), BODY))
                .isEqualTo(refused(WebhookFault.MISSING_HEADER));
    }

    @Test
    void verify_headerTwice_isMalformed() {
        assertThat(verify(one, HEADER, HEADER)).isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @Test
    void verify_headerOfMoreThan4096Characters_isMalformed() {
        String padding = "x".repeat(4_096 - HEADER.length() - ",v0=".length());
        assertThat(verify(one, HEADER + ",v0=" + padding)).isEqualTo(GOOD);
        assertThat(verify(one, HEADER + ",v0=" + padding + 'x')).isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "t",
                "=",
                "t=",
                "t=,v1=@",
                "t=1765000000xyz,v1=@",
                "t=+1765000000,v1=@",
                "t=-1765000000,v1=@",
                "t= 1765000000,v1=@",
                "t=1765000000 ,v1=@",
                "t=1765000000, v1=@",
                " t=1765000000,v1=@",
                "T=1765000000,v1=@",
                "t=1765000000;v1=@",
                "t=1765000000,v1=@x",
                "t=1765000000,v1=@=x",
                "t=1765000000,v1=",
                "t=1765000000,v1",
                "t=1765000000,,v1=@",
                "t=1765000000,v1=@,",
                "t=1765000000,t=1765000000,v1=@",
                "t=1765000000,v1=@,t=1",
                "t=1234567890123,v1=@",
                "t=\u0661\u0667\u0666\u0665,v1=@",
                "v1=@",
                "t=1765000000,v1=@,v1=zz",
                "t=1765000000,v1=@\n",
                "t=1765000000\u0000,v1=@",
                "t=1765000000,v1=@,v0=\t",
                "t=1765000000,v1=@,v0=\u00e9"
            })
    void verify_headerOfAnotherForm_isMalformed(String header) {
        assertThat(verify(one, header.replace("@", TAG_ONE))).isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @Test
    void verify_upperCaseHexadecimal_isMalformed() {
        assertThat(verify(one, "t=1765000000,v1=" + TAG_ONE.toUpperCase(Locale.ROOT)))
                .isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @Test
    void verify_otherVersions_arePassedOver() {
        assertThat(verify(one, "v0=anything,t=1765000000,v2=,v1=" + TAG_ONE)).isEqualTo(GOOD);
        assertThat(verify(one, "t=1765000000,v0=" + TAG_ONE)).isEqualTo(refused(WebhookFault.NO_KNOWN_SIGNATURE));
    }

    @Test
    void verify_eightSignatures_areTriedAndNineAreMalformed() {
        String others = ("v1=" + "0".repeat(64) + ",").repeat(7);
        assertThat(verify(one, "t=1765000000," + others + "v1=" + TAG_ONE)).isEqualTo(GOOD);
        assertThat(verify(one, HEADER + ',' + others + "v1=" + TAG_ONE))
                .isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @Test
    void verify_timestampWrittenOtherwise_isAnotherText() {
        assertThat(verify(one, "t=01765000000,v1=" + TAG_ONE)).isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
    }

    @Test
    void verify_largeBody_isRefusedUnread() {
        StripeSignatures small = builder("whsec_one").maximumBody(BODY.length).build();
        assertThat(verify(small, HEADER)).isEqualTo(GOOD);
        StripeSignatures smaller =
                builder("whsec_one").maximumBody(BODY.length - 1).build();
        assertThat(verify(smaller, HEADER)).isEqualTo(refused(WebhookFault.BODY_TOO_LARGE));
        assertThat(one.maximumBody()).isEqualTo(1_048_576);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> smaller.sign(BODY))
                .withMessage("must be at most 13 bytes: body has 14");
    }

    @Test
    void verify_anyBitFlipped_isAMismatch() {
        for (int bit = 0; bit < BODY.length * 8; bit++) {
            byte[] body = BODY.clone();
            body[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(one.verify(name -> List.of(HEADER), body)).isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
        }
        for (int at = 0; at < HEADER.length(); at++) {
            for (int bit = 0; bit < 7; bit++) {
                char[] header = HEADER.toCharArray();
                header[at] ^= (char) (1 << bit);
                assertThat(verify(one, new String(header))).isInstanceOf(Unverified.class);
            }
        }
    }

    @Test
    void verify_anyHeader_neverThrowsAndNeverVerifies() {
        Random random = new Random(7);
        String pieces = "tv01=,. \n\u0000\u00e9\ud83d9aAfF";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder(random.nextBoolean() ? "t=1765000000,v1=" : "");
            for (int length = random.nextInt(80); length > 0; length--) {
                header.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            assertThat(verify(one, header.toString())).isInstanceOf(Unverified.class);
        }
    }

    @Test
    void build_secretThatIsNone_saysWhichAndNothingOfIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(builder("whsec_one", "whsec_two\n")::build)
                .withMessage("must be visible ASCII without blanks or ends of lines: secrets[1]");
        assertThatIllegalArgumentException().isThrownBy(builder()::build).withMessage("must be 1 to 8: secrets=0");
        assertThatIllegalArgumentException()
                .isThrownBy(builder("a", "b", "c", "d", "e", "f", "g", "h", "i")::build)
                .withMessage("must be 1 to 8: secrets=9");
    }

    @Test
    void builder_valuesOutOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("a").tolerance(Duration.ofSeconds(-1)))
                .withMessage("must be whole seconds, 0 to 86400: tolerance=PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("a").tolerance(Duration.ofSeconds(86_401)))
                .withMessageContaining("PT24H1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("a").tolerance(Duration.ofMillis(1_500)))
                .withMessageContaining("PT1.5S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("a").maximumBody(0))
                .withMessage("must be 1 to 67108864: maximumBody=0");
    }

    @Test
    void close_whatComesAfter_isAMistakeAndTheCallersSecretStaysOpen() {
        Secret secret = Secret.ofText("whsec_one");
        StripeSignatures stripe =
                WebhookSignatures.stripe(secret).clock(() -> THEN).build();
        stripe.close();
        stripe.close();
        assertThatIllegalStateException().isThrownBy(() -> verify(stripe, HEADER));
        assertThat(secret.text(SecretAccess.get())).isEqualTo("whsec_one");
        secret.close();
        assertThat(verify(one, HEADER)).isEqualTo(GOOD);
        assertThatIllegalStateException()
                .isThrownBy(() -> WebhookSignatures.stripe(secret).build());
    }

    @Test
    void publicText_ofEverySignatureFault_isTheSame() {
        assertThat(WebhookFault.values())
                .filteredOn(fault -> fault != WebhookFault.BODY_TOO_LARGE)
                .extracting(WebhookFault::publicText)
                .containsOnly("Invalid webhook signature.");
        assertThat(WebhookFault.BODY_TOO_LARGE.publicText()).isEqualTo("Webhook body too large.");
    }
}
