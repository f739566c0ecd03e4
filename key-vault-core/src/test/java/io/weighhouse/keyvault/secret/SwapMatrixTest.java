// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every envelope in every place but its own, and every envelope changed in every way that a thief of rows could. */
class SwapMatrixTest {

    private static final String TEXT = "sk-proj-0123456789-0123456789-0123456789";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private final SecretVault vault = SecretVault.of(MasterKeys.keyring("a:" + KEY + ",b:" + KEY));
    private final SecretVault remembering = SecretVault.builder(MasterKeys.keyring("a:" + KEY + ",b:" + KEY))
            .dataKeys(1000, Duration.ofHours(1))
            .build();
    private final Map<Fault, Integer> refused = new EnumMap<>(Fault.class);
    private int tried;
    private int accepted;

    @Test
    void open_everyEnvelopeInEveryOtherPlace_isRefused() {
        List<SecretPlace> places = places();
        for (SecretPlace from : places) {
            SealedSecret sealed = vault.seal(from, Secret.ofText(TEXT));
            assertThat(text(remembering.open(from, sealed))).isEqualTo(TEXT);
            for (SecretPlace to : places) {
                if (!from.equals(to)) {
                    open(to, sealed.envelope());
                    rewrap(to, sealed.envelope());
                }
            }
        }
        tell("tenant, scope, owner, provider, field, revision");
        assertThat(tried).isEqualTo(places.size() * (places.size() - 1) * 3);
        assertThat(refused).containsOnlyKeys(Fault.TAMPERED);
    }

    @Test
    void open_versionSuiteAndMasterKeyNameChanged_isRefused() {
        SecretPlace place = places().get(0);
        String envelope = vault.seal(place, Secret.ofText(TEXT)).envelope();
        String rest = envelope.substring("wh1.1.a.".length());
        for (String head : new String[] {
            "wh1.2.a.",
            "wh1.0.a.",
            "wh1.01.a.",
            "wh2.1.a.",
            "wh0.1.a.",
            "WH1.1.a.",
            "wh1.1.b.",
            "wh1.1.c.",
            "wh1.1.A.",
            "wh1.1..",
            "wh1.1.a..",
            "wh1..a.",
            "wh1.1.a ",
            " wh1.1.a.",
            "wh1.1.a.="
        }) {
            open(place, head + rest);
        }
        tell("version, suite, master key name");
        assertThat(refused).containsOnlyKeys(Fault.MALFORMED_ENVELOPE, Fault.TAMPERED, Fault.UNKNOWN_MASTER_KEY);
    }

    @Test
    void open_everyBitFlipped_isRefused() {
        SecretPlace place = places().get(0);
        String envelope = vault.seal(place, Secret.ofText(TEXT)).envelope();
        int start = envelope.lastIndexOf('.') + 1;
        byte[] bytes = Base64.getUrlDecoder().decode(envelope.substring(start));
        remembering.open(place, new SealedSecret(envelope, "...")).close();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            open(place, envelope.substring(0, start) + encoded(changed));
        }
        tell("bits");
        assertThat(tried).isEqualTo(bytes.length * 16);
    }

    @Test
    void open_partsOfTwoEnvelopesOfOnePlace_isRefused() {
        SecretPlace place = places().get(0);
        byte[] one = bytes(vault.seal(place, Secret.ofText(TEXT)));
        byte[] two = bytes(vault.seal(place, Secret.ofText(TEXT)));
        int[] borders = {0, 2, 2 + 12, 2 + 44, 2 + 60, 2 + 92, 2 + 104, one.length - 16, one.length};
        int parts = borders.length - 1;
        // Every choice of each part from either, but the two originals. The lengths in front are equal.
        for (int choice = 1; choice < (1 << parts) - 1; choice++) {
            byte[] mixed = new byte[one.length];
            for (int part = 0; part < parts; part++) {
                byte[] from = (choice >> part & 1) == 0 ? one : two;
                System.arraycopy(from, borders[part], mixed, borders[part], borders[part + 1] - borders[part]);
            }
            if (!Arrays.equals(mixed, one) && !Arrays.equals(mixed, two)) {
                open(place, "wh1.1.a." + encoded(mixed));
            }
        }
        tell("mixtures");
        assertThat(tried).isEqualTo(2 * (256 - 4));
    }

    private void open(SecretPlace place, String envelope) {
        SealedSecret sealed = new SealedSecret(envelope, "...");
        attempt(() -> vault.open(place, sealed).close());
        attempt(() -> remembering.open(place, sealed).close());
    }

    private void rewrap(SecretPlace place, String envelope) {
        SecretVault next = SecretVault.of(MasterKeys.keyring("b:" + KEY + ",a:" + KEY));
        attempt(() -> next.rewrap(place, new SealedSecret(envelope, "...")));
    }

    private void attempt(Runnable attempt) {
        tried++;
        try {
            attempt.run();
            accepted++;
        } catch (SecretVaultException thrown) {
            refused.merge(thrown.fault(), 1, Integer::sum);
        }
    }

    private void tell(String what) {
        System.out.println("swap matrix: " + what + ": " + tried + " tried, " + accepted + " accepted, " + refused);
        assertThat(accepted).isZero();
    }

    private static List<SecretPlace> places() {
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
                    for (long revision : new long[] {1, 2, 256}) {
                        places.add(new SecretSlot(holder, new ProviderId(provider)).place(field, revision));
                    }
                }
            }
        }
        return places;
    }

    private static byte[] bytes(SealedSecret sealed) {
        return Base64.getUrlDecoder()
                .decode(sealed.envelope().substring(sealed.envelope().lastIndexOf('.') + 1));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String text(Secret secret) {
        try (secret) {
            return secret.text(SecretAccess.get());
        }
    }
}
