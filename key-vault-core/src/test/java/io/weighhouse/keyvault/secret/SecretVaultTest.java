// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretVaultTest {

    private static final String TEXT = "sk-proj-0123456789-0123456789-0123456789";
    private static final String KEY_A = Base64.getEncoder().encodeToString(filled(1));
    private static final String KEY_B = Base64.getEncoder().encodeToString(filled(2));
    private static final SecretPlace PLACE =
            new SecretSlot(SecretHolder.team("acme", "search"), new ProviderId("openai")).place("api_key", 3);

    /** An envelope of the first version, sealed once and kept: what is stored must open for ever. */
    private static final String FIRST_VERSION =
            "wh1.1.a.ADzW0iqhxQeV3BZT1shwq-eIRSY0GyCwiq0mCw7nlIApm_jhPaDrDlU-LcLscuBa-MyhivNHtfx7iusj71"
                    + "AAfkWQ_8IOdJMTRWZvBQw75kEoaYsDDi2jO9LDk-1cE9rUAiXQqGoD6nloe0HkIMuQWWqL8k3R9WXQO9j3rGWDaxN7"
                    + "c6W6H_NjuMz95hzSku7BlZlYfmP5MjCocZSv8rglwyyk";

    private final SecretVault vault = SecretVault.of(MasterKeys.of("a", filled(1)));
    private final SealedSecret sealed = vault.seal(PLACE, Secret.ofText(TEXT));

    @Test
    void open_inItsPlace_isTheSecret() {
        assertThat(text(vault.open(PLACE, sealed))).isEqualTo(TEXT);
        assertThat(sealed.mask()).isEqualTo("sk-pr...89");
        assertThat(sealed.envelope()).startsWith("wh1.1.a.").doesNotContain(TEXT);
        assertThat(sealed).hasToString("SealedSecret[sk-pr...89]");
    }

    @Test
    void open_envelopeOfTheFirstVersion_stillOpens() {
        assertThat(text(vault.open(PLACE, new SealedSecret(FIRST_VERSION, "..."))))
                .isEqualTo(TEXT);
    }

    @Test
    void seal_twice_sharesNothing() {
        SealedSecret again = vault.seal(PLACE, Secret.ofText(TEXT));
        assertThat(again.envelope()).isNotEqualTo(sealed.envelope());
        assertThat(text(vault.open(PLACE, again))).isEqualTo(TEXT);
    }

    @Test
    void seal_largestSecret_fits() {
        Secret largest = Secret.ofBytes(new byte[Secret.MAX_LENGTH]);
        assertThat(vault.open(PLACE, vault.seal(PLACE, largest)).bytes(SecretAccess.get()))
                .isEqualTo(new byte[Secret.MAX_LENGTH]);
    }

    @Test
    void seal_closedSecret_isAMistake() {
        Secret closed = Secret.ofText(TEXT);
        closed.close();
        assertThatThrownBy(() -> vault.seal(PLACE, closed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void open_inAnyOtherPlace_isTampered() {
        List<SecretPlace> places = allPlaces();
        for (SecretPlace from : places) {
            SealedSecret moved = vault.seal(from, Secret.ofText(TEXT));
            for (SecretPlace to : places) {
                if (from.equals(to)) {
                    assertThat(text(vault.open(to, moved))).isEqualTo(TEXT);
                } else {
                    assertFault(Fault.TAMPERED, vault, to, moved.envelope());
                }
            }
        }
    }

    @Test
    void open_anyCharacterOfTheEnvelopeChanged_isRefused() {
        String envelope = sealed.envelope();
        for (int i = 0; i < envelope.length(); i++) {
            for (int bit = 0; bit < 7; bit++) {
                String changed =
                        envelope.substring(0, i) + (char) (envelope.charAt(i) ^ 1 << bit) + envelope.substring(i + 1);
                assertThatThrownBy(() -> vault.open(PLACE, unchecked(changed)))
                        .as("character %d, bit %d", i, bit)
                        .isInstanceOf(RuntimeException.class)
                        .hasMessageNotContaining(TEXT);
            }
        }
    }

    @Test
    void open_anyBitOfTheBytesChanged_isTamperedOrMalformed() {
        int start = sealed.envelope().lastIndexOf('.') + 1;
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.envelope().substring(start));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String envelope = sealed.envelope().substring(0, start)
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThatThrownBy(() -> vault.open(PLACE, new SealedSecret(envelope, "...")))
                    .as("bit %d", bit)
                    .isInstanceOfSatisfying(
                            SecretVaultException.class,
                            refused -> assertThat(refused.fault()).isIn(Fault.TAMPERED, Fault.MALFORMED_ENVELOPE));
        }
    }

    @Test
    void open_cutAnywhere_isRefused() {
        for (int length = 0; length < sealed.envelope().length(); length++) {
            String cut = sealed.envelope().substring(0, length);
            assertThatThrownBy(() -> vault.open(PLACE, new SealedSecret(cut, "...")))
                    .isInstanceOf(SecretVaultException.class);
        }
    }

    @Test
    void open_commitmentOfAnotherEnvelope_isRefusedThoughTheCiphertextWouldOpen() {
        Envelope ours = Envelope.decode(sealed.envelope());
        Envelope other = Envelope.decode(vault.seal(PLACE, Secret.ofText(TEXT)).envelope());
        byte[] mixture = Arrays.copyOfRange(ours.payload().bytes, ours.payload().from, ours.payload().bytes.length);
        System.arraycopy(other.payload().commitment(), 0, mixture, 0, Envelope.COMMITMENT_LENGTH);
        Envelope mixed = new Envelope(ours.wrappedKey(), new Envelope.Payload(mixture, 0));
        assertFault(Fault.TAMPERED, vault, PLACE, mixed.encoded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain text",
                "wh1",
                "wh1.1",
                "wh1.1.",
                "wh1.1..",
                "wh1.1.a.",
                "wh1.1.a.!!!!",
                "wh1.1.a.AAAA",
                "wh1.1.a.AAAA====",
                "wh1.2.a.AAAA",
                "wh2.1.a.AAAA",
                "wh1.1.a b.AAAA"
            })
    void open_whatIsNoEnvelope_isMalformed(String text) {
        assertFault(Fault.MALFORMED_ENVELOPE, vault, PLACE, text);
    }

    @Test
    void open_secondSpellingOfTheSameBytes_isMalformed() {
        SealedSecret uneven = vault.seal(PLACE, Secret.ofText("12"));
        String envelope = uneven.envelope();
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = letters.indexOf(envelope.charAt(envelope.length() - 1));
        String respelled = envelope.substring(0, envelope.length() - 1) + letters.charAt(last + 1);
        int dot = envelope.lastIndexOf('.') + 1;
        assertThat(Base64.getUrlDecoder().decode(respelled.substring(dot)))
                .as("the decoder sees no difference")
                .isEqualTo(Base64.getUrlDecoder().decode(envelope.substring(dot)));
        assertFault(Fault.MALFORMED_ENVELOPE, vault, PLACE, respelled);
    }

    @Test
    void open_masterKeyChanged_oldOnesStillOpen() {
        SecretVault rotated = SecretVault.of(MasterKeys.keyring("b:" + KEY_B + ", a:" + KEY_A));
        assertThat(text(rotated.open(PLACE, sealed))).isEqualTo(TEXT);
        SealedSecret fresh = rotated.seal(PLACE, Secret.ofText(TEXT));
        assertThat(fresh.envelope()).startsWith("wh1.1.b.");
        assertFault(Fault.UNKNOWN_MASTER_KEY, vault, PLACE, fresh.envelope());
    }

    @Test
    void open_otherMasterKeyOfTheSameName_isTampered() {
        assertFault(Fault.TAMPERED, SecretVault.of(MasterKeys.of("a", filled(2))), PLACE, sealed.envelope());
    }

    @Test
    void open_sameMasterKeyUnderAnotherName_isTampered() {
        SecretVault twin = SecretVault.of(MasterKeys.keyring("a:" + KEY_A + ",c:" + KEY_A));
        assertFault(Fault.TAMPERED, twin, PLACE, sealed.envelope().replace("wh1.1.a.", "wh1.1.c."));
    }

    @Test
    void openAndSeal_masterKeysOutOfReach_isSaid() {
        SecretVault cutOff = SecretVault.of(new MasterKeys() {
            @Override
            public String currentId() {
                return "a";
            }

            @Override
            public MasterKeyStatus status(String masterKeyId) {
                return MasterKeyStatus.ENCRYPT;
            }

            @Override
            public WrappedKey wrap(Secret dataKey, byte[] context) {
                throw new SecretVaultException(Fault.MASTER_KEYS_UNAVAILABLE, "timeout", null);
            }

            @Override
            public Secret unwrap(WrappedKey wrapped, byte[] context) {
                throw new SecretVaultException(Fault.MASTER_KEYS_UNAVAILABLE, "timeout", null);
            }
        });
        assertFault(Fault.MASTER_KEYS_UNAVAILABLE, cutOff, PLACE, sealed.envelope());
        assertThatThrownBy(() -> cutOff.seal(PLACE, Secret.ofText(TEXT)))
                .hasMessage("MASTER_KEYS_UNAVAILABLE: timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'' # must be id:base64: master key number 1",
                "nonsense # must be id:base64: master key number 1",
                "a:@A@, # must be id:base64: master key number 2",
                "a:AAAA # must be 32 bytes: master key \"a\" has 3",
                "a:hunter2! # must be base64: master key \"a\"",
                "a:@A@,a:@A@ # must be named once: master key \"a\"",
                "a.b:@A@ # must have a name of 1 to 64 of a-z, A-Z, 0-9, '_', '-': master key number 1",
                "b:@A@,a b:@A@ # master key number 2",
                "@A@:a # master key number 1",
                "0123456789012345678901234567890123456789:@A@,a # number 2",
                "012345678901234567890123456789012345678:AAAA # must be 32 bytes: master key of a long name has 3"
            })
    void keyring_badText_saysWhichKeyAndShowsNone(String text, String message) {
        assertThatThrownBy(() -> MasterKeys.keyring(text.replace("@A@", KEY_A)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(KEY_A)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void masterKeys_badValues_areNamed() {
        assertThatThrownBy(() -> MasterKeys.of("a", new byte[16]))
                .hasMessage("must be 32 bytes: master key \"a\" has 16");
        assertThatThrownBy(() -> MasterKeys.keyring("a:x,".repeat(101)))
                .hasMessage("must be at most 100: master keys=102");
        assertThatThrownBy(() -> new WrappedKey("a", new byte[0])).hasMessageContaining("wrapped key has 0");
        assertThatThrownBy(() -> new WrappedKey("a", new byte[4097])).hasMessageContaining("wrapped key has 4097");
        assertThat(new WrappedKey("a", new byte[1])).hasToString("WrappedKey[a]");
        assertThatThrownBy(() -> new SealedSecret("x".repeat(100_001), "...")).hasMessageContaining("envelope=");
        assertThatThrownBy(() -> new SealedSecret("x", "")).hasMessageContaining("mask=");
    }

    @Test
    void of_masterKey_isCopied() {
        byte[] key = filled(1);
        MasterKeys keys = MasterKeys.of("a", key);
        key[0] = 9;
        assertThat(text(SecretVault.of(keys).open(PLACE, sealed))).isEqualTo(TEXT);
    }

    /** Every combination of two tenants, kinds of holder, names, providers, fields and revisions. */
    private static List<SecretPlace> allPlaces() {
        List<SecretHolder> holders = new ArrayList<>(List.of(SecretHolder.platform()));
        for (String tenant : List.of("acme", "acmes")) {
            holders.add(SecretHolder.tenant(tenant));
            for (String name : List.of("search", "earch")) {
                holders.add(SecretHolder.team(tenant, name));
                holders.add(SecretHolder.personal(tenant, name));
            }
        }
        List<SecretPlace> places = new ArrayList<>();
        for (SecretHolder holder : holders) {
            for (String provider : List.of("openai", "openaia")) {
                for (String field : List.of("api_key", "pi_key")) {
                    SecretSlot slot = new SecretSlot(holder, new ProviderId(provider));
                    places.add(slot.place(field, 1));
                    places.add(slot.place(field, 2));
                }
            }
        }
        return places;
    }

    private static void assertFault(Fault fault, SecretVault vault, SecretPlace place, String envelope) {
        assertThatThrownBy(() -> vault.open(place, new SealedSecret(envelope, "...")))
                .isInstanceOfSatisfying(
                        SecretVaultException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(fault))
                .hasMessageNotContaining(TEXT);
    }

    private static SealedSecret unchecked(String envelope) {
        return new SealedSecret(envelope, "...");
    }

    private static String text(Secret secret) {
        try (secret) {
            return secret.text(SecretAccess.get());
        }
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
