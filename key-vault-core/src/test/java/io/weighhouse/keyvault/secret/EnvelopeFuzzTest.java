// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is no envelope, made at random from seeds that the message tells: refused by the one exception, whatever it is. */
class EnvelopeFuzzTest {

    private static final int RUNS = Integer.getInteger("fuzz.runs", 100_000);
    private static final String LETTERS = "wh1.aZ_-09=+/ \u00e9\u4e2d\ud83d\u0100";

    private final SecretVault vault = SecretVault.of(MasterKeys.of("a", new byte[32]));
    private final SecretPlace place =
            new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai")).place("api_key", 1);
    private final String sealed =
            vault.seal(place, Secret.ofText("sk-1234567890")).envelope();

    @Test
    void open_anythingAtAll_isRefusedByTheOneException() {
        int refused = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            if (!text.equals(sealed)) {
                try {
                    vault.open(place, new SealedSecret(text, "...")).close();
                    throw new AssertionError("accepted: seed=" + seed + " " + text);
                } catch (SecretVaultException expected) {
                    refused++;
                } catch (RuntimeException other) {
                    throw new AssertionError("seed=" + seed + " " + text, other);
                }
            }
        }
        System.out.println("envelope fuzz: " + refused + " refused, 0 accepted");
        assertThat(refused).isGreaterThan(RUNS / 2);
    }

    private String text(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> letters(random, random.nextInt(200));
            case 1 -> "wh1.1.a." + letters(random, random.nextInt(300));
            case 2 -> "wh1.1.a." + bytes(random, random.nextInt(300));
            case 3 -> respelled(random);
            default -> changed(random);
        };
    }

    private String respelled(Random random) {
        int at = random.nextInt(sealed.length());
        int end = Math.min(sealed.length(), at + random.nextInt(4));
        return sealed.substring(0, at) + letters(random, random.nextInt(4)) + sealed.substring(end);
    }

    private String changed(Random random) {
        byte[] right = Base64.getUrlDecoder().decode(sealed.substring(sealed.lastIndexOf('.') + 1));
        for (int i = random.nextInt(4); i >= 0; i--) {
            right[random.nextInt(right.length)] = (byte) random.nextInt();
        }
        return "wh1.1.a." + Base64.getUrlEncoder().withoutPadding().encodeToString(right);
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static String bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
