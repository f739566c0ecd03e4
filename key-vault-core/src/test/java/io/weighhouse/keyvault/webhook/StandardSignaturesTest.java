// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.keyvault.webhook.Verification.Verified;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardSignaturesTest {

    // The published example: its secret, message and signature.
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
    private static final Instant THEN = Instant.ofEpochSecond(1_614_265_330);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TAG = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS =
            Map.of("webhook-id", ID, "webhook-timestamp", "1614265330", "webhook-signature", "v1," + TAG);
    private static final Verified GOOD = new Verified(THEN, ID, 0);

    private Instant now = THEN;
    private final StandardSignatures signatures = build(SECRET);

    private StandardSignatures build(String... secrets) {
        return WebhookSignatures.standard(
                        Arrays.stream(secrets).map(Secret::ofText).toArray(Secret[]::new))
                .clock(() -> now)
                .build();
    }

    private static Verification verify(StandardSignatures signatures, Map<String, String> headers) {
        return signatures.verify(name -> headers.containsKey(name) ? List.of(headers.get(name)) : null, BODY);
    }

    private Verification verifyWith(String header, String value) {
        Map<String, String> changed = new HashMap<>(HEADERS);
        changed.put(header, value);
        return verify(signatures, changed);
    }

    private static Unverified refused(WebhookFault code) {
        return new Unverified(code);
    }

    @Test
    void verify_publishedExample_isGoodAndSignedTheSame() {
        assertThat(verify(signatures, HEADERS)).isEqualTo(GOOD);
        assertThat(signatures.sign(ID, BODY)).isEqualTo(HEADERS);
    }

    @Test
    void verify_rolledSecret_eitherIsGoodAndSaysWhich() {
        StandardSignatures both = build(OTHER, SECRET);
        assertThat(verify(both, HEADERS)).isEqualTo(new Verified(THEN, ID, 1));
        assertThat(both.sign(ID, BODY).get("webhook-signature"))
                .hasSize(2 * 47 + 1)
                .endsWith(" v1," + TAG);
        assertThat(verify(signatures, both.sign(ID, BODY)))
                .as("the old secret alone")
                .isEqualTo(GOOD);
        assertThat(verify(build(OTHER), HEADERS)).isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
    }

    @Test
    void verify_eachHeaderMissingOrTwice_isRefused() {
        for (String name : HEADERS.keySet()) {
            Map<String, String> without = new HashMap<>(HEADERS);
            without.remove(name);
            assertThat(verify(signatures, without)).isEqualTo(refused(WebhookFault.MISSING_HEADER));
            assertThat(signatures.verify(
                            each -> each.equals(name)
                                    ? List.of(HEADERS.get(each), HEADERS.get(each))
                                    : List.of(HEADERS.get(each)),
                            BODY))
                    .isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
        }
    }

    @Test
    void verify_bothSidesOfTheTolerance_areJudged() {
        now = THEN.plusSeconds(300);
        assertThat(verify(signatures, HEADERS)).isEqualTo(GOOD);
        now = THEN.plusSeconds(301);
        assertThat(verify(signatures, HEADERS)).isEqualTo(refused(WebhookFault.TOO_OLD));
        now = THEN.minusSeconds(300);
        assertThat(verify(signatures, HEADERS)).isEqualTo(GOOD);
        now = THEN.minusSeconds(301);
        assertThat(verify(signatures, HEADERS)).isEqualTo(refused(WebhookFault.TOO_NEW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "msg.1", "msg 1", "msg\u0000", "msg\u00e9", "msg\n"})
    void verify_idOfAnotherForm_isMalformed(String id) {
        assertThat(verifyWith("webhook-id", id)).isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signatures.sign(id, BODY))
                .withMessageStartingWith("must be 1 to 128 visible ASCII characters without a full stop: id=\"");
    }

    @Test
    void verify_idAndBodyCutElsewhere_isMalformed() {
        // Without the rule on full stops, "a.1614265330" and "1614265330.x" would sign the same text as "a" and "x".
        StandardSignatures here = signatures;
        byte[] body = "1614265330.x".getBytes(StandardCharsets.UTF_8);
        Map<String, String> signed = here.sign("a", body);
        Map<String, String> moved = new HashMap<>(signed);
        moved.put("webhook-id", "a.1614265330");
        assertThat(here.verify(name -> List.of(moved.get(name)), "x".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "+1614265330", "1614265330 ", "1614265330.0", "0x60378b32", "1234567890123"})
    void verify_timestampOfAnotherForm_isMalformed(String timestamp) {
        assertThat(verifyWith("webhook-timestamp", timestamp)).isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1",
                "v1,",
                "v1,@ ",
                " v1,@",
                "v1,@  v1,@",
                ",@",
                "@",
                "v1,x@",
                "v1,@x",
                "v1,@=",
                "v1,AAAA",
                "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=",
                "v1,@ V2,x",
                "v1,@ v-2,x",
                "v1,@ v2,\u00e9",
                "v1,@ v2,\t"
            })
    void verify_signatureOfAnotherForm_isMalformed(String header) {
        assertThat(verifyWith("webhook-signature", header.replace("@", TAG)))
                .isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @Test
    void verify_otherVersions_arePassedOver() {
        assertThat(verifyWith("webhook-signature", "v1a,abc v1," + TAG + " v2,"))
                .isEqualTo(GOOD);
        assertThat(verifyWith("webhook-signature", "v1a," + TAG)).isEqualTo(refused(WebhookFault.NO_KNOWN_SIGNATURE));
    }

    @Test
    void verify_eightSignatures_areTriedAndNineAreMalformed() {
        String others = ("v1," + "A".repeat(43) + "= ").repeat(7);
        assertThat(verifyWith("webhook-signature", others + "v1," + TAG)).isEqualTo(GOOD);
        assertThat(verifyWith("webhook-signature", others + "v1," + TAG + " v1," + TAG))
                .isEqualTo(refused(WebhookFault.MALFORMED_HEADER));
    }

    @Test
    void verify_anotherIdOrTime_isAMismatch() {
        assertThat(verifyWith("webhook-id", "msg_other")).isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
        assertThat(verifyWith("webhook-timestamp", "1614265331")).isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
    }

    @Test
    void verify_anyBitOfTheBodyFlipped_isAMismatch() {
        for (int bit = 0; bit < BODY.length * 8; bit++) {
            byte[] body = BODY.clone();
            body[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(signatures.verify(name -> List.of(HEADERS.get(name)), body))
                    .isEqualTo(refused(WebhookFault.SIGNATURE_MISMATCH));
        }
    }

    @Test
    void verify_anyHeaders_neverThrowAndNeverVerify() {
        Random random = new Random(11);
        String pieces = "v1,= +/Aa0.\n\u0000\u00e9\ud83d";
        for (int i = 0; i < 20_000; i++) {
            Map<String, String> headers = signatures.sign(ID, new byte[] {1});
            for (String name : HEADERS.keySet()) {
                if (random.nextInt(3) > 0) {
                    StringBuilder value = new StringBuilder(random.nextBoolean() ? headers.get(name) : "");
                    for (int length = random.nextInt(60); length > 0; length--) {
                        value.append(pieces.charAt(random.nextInt(pieces.length())));
                    }
                    headers.put(name, value.toString());
                }
            }
            assertThat(verify(signatures, headers)).as(headers::toString).isInstanceOf(Unverified.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_AAAA",
                "whsec_!fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
                "w"
            })
    void build_secretOfAnotherForm_saysSoAndNothingOfIt(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(SECRET, secret))
                .withMessage("must be whsec_ and the base64 of 24 to 64 bytes: secrets[1]")
                .withNoCause();
    }

    @Test
    void build_keysOf24To64Bytes_areTaken() {
        assertThat(build("whsec_" + "A".repeat(86) + "==").sign(ID, BODY)).hasSize(3);
        assertThatIllegalArgumentException().isThrownBy(() -> build("whsec_" + "A".repeat(87) + "="));
        assertThatIllegalArgumentException().isThrownBy(() -> build("whsec_" + "A".repeat(31) + "="));
    }
}
