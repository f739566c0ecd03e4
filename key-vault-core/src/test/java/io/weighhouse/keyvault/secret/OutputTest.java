// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Everything that the vault can be made to say, searched for what it must not say. */
class OutputTest {

    private static final String SECRET = "sk-live-Zq8vXw3RtY7uPo2LkJ9hGfDsA";
    private static final byte[] MASTER_KEY = filled("Vq2~Xe9^Lm4#Rt6@Yb1%Uk8*Wp5!Hc3?");
    private static final byte[] OTHER_KEY = filled("Gs7=Nd0+Jf2;Zo9:Ax4<Ci6>Tl1|Be8_");
    private static final SecretSlot SLOT = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai"));
    private static final SecretPlace PLACE = SLOT.place("api_key", 1);

    /** Everything that was rendered: what was printed, every toString, every stack trace. */
    private final StringBuilder said = new StringBuilder();

    @Test
    void vault_whateverHappens_saysNoSecret() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            System.setErr(capture);
            work();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        said.append(printed.toString(StandardCharsets.UTF_8));
        for (String forbidden : forbidden()) {
            assertThat(said.indexOf(forbidden)).as(forbidden).isNegative();
        }
        System.out.println(
                "output: " + said.length() + " characters said, " + forbidden().size() + " texts looked for, 0 found");
        assertThat(said).as("it has said something").contains("TAMPERED", "sk-li...sA", "Secret[redacted]");
        assertThat(printed.size()).as("printed by the library").isZero();
    }

    private void work() {
        MasterKeys keys = MasterKeys.keyring("b:" + base64(OTHER_KEY) + ",a:" + base64(MASTER_KEY));
        SecretVault old = SecretVault.of(MasterKeys.of("a", MASTER_KEY));
        SecretVault vault =
                SecretVault.builder(keys).dataKeys(10, Duration.ofMinutes(1)).build();
        Secret secret = Secret.ofText(SECRET);
        SealedSecret sealed = old.seal(PLACE, secret);
        Secret opened = vault.open(PLACE, sealed);
        CredentialFields fields = new CredentialFields(Map.of("api_key", sealed), Map.of("region", "eu"));
        SealedCredential row = new SealedCredential(SLOT, 1, 1, fields, Credentials.state(CredentialState.Status.OK));
        SealedSecretStore store = SealedSecretStore.inMemory();
        Credentials.put(store, row);
        WrappedKey wrapped = keys.wrap(Secret.ofBytes(MASTER_KEY), new byte[3]);
        say(
                keys,
                vault,
                secret,
                opened,
                sealed,
                fields,
                row,
                store,
                wrapped,
                PLACE,
                Optional.of(secret),
                List.of(secret),
                new Holding("twilio", secret),
                CompletableFuture.completedFuture(secret),
                vault.sealAsync(PLACE, secret),
                vault.openAsync(PLACE, sealed),
                MasterKeys.onExecutor(keys, Runnable::run),
                WrapCounts.fromZero(),
                VaultCheck.run(vault, store, () -> Credentials.NOW),
                MasterKeyRotation.builder(vault, store).build().run(),
                Envelope.decode(sealed.envelope()).wrappedKey());
        fail(() -> vault.open(SLOT.place("api_key", 2), sealed));
        fail(() -> vault.open(PLACE, new SealedSecret(SECRET, "...")));
        fail(() -> vault.open(PLACE, new SealedSecret("wh1.1.a." + base64(SECRET), "...")));
        fail(() -> SecretVault.of(MasterKeys.of("c", MASTER_KEY)).open(PLACE, sealed));
        fail(() -> SecretVault.of(MasterKeys.of("a", OTHER_KEY)).open(PLACE, sealed));
        fail(() -> vault.openAsync(SLOT.place("x", 1), sealed)
                .toCompletableFuture()
                .join());
        fail(() -> vault.rewrap(SLOT.place("x", 1), sealed));
        fail(() -> MasterKeys.keyring("a:" + base64(MASTER_KEY) + ",a:" + base64(MASTER_KEY)));
        fail(() -> MasterKeys.keyring("a:" + base64(MASTER_KEY) + "!"));
        fail(() -> MasterKeys.keyring(base64(MASTER_KEY)));
        fail(() -> MasterKeys.keyring(base64(MASTER_KEY) + ":a"));
        fail(() -> MasterKeys.keyring(base64(MASTER_KEY).replace("=", "") + ":a"));
        fail(() -> MasterKeys.keyring(HexFormat.of().formatHex(MASTER_KEY) + ":a"));
        fail(() -> MasterKeys.keyring("a:" + base64(SECRET)));
        fail(() -> MasterKeys.of("a", SECRET.getBytes(StandardCharsets.UTF_8)));
        SlowMasterKeys failing = new SlowMasterKeys(keys);
        failing.failure = SecretVaultException.unavailable("503", Duration.ofSeconds(1), null);
        fail(() -> SecretVault.of(failing).seal(PLACE, secret));
        fail(() -> SecretVault.of(failing).open(PLACE, sealed));
        fail(() -> MasterKeyRotation.builder(SecretVault.of(failing), store)
                .build()
                .step(RotationProgress.start(), 0));
        fail(() -> new CredentialFields(Map.of("a b", sealed), Map.of()));
        fail(() -> new SealedSecret(SECRET.repeat(4000), "..."));
        fail(() -> new SealedSecret(sealed.envelope(), SECRET + " "));
        fail(() -> Secret.ofText(SECRET.repeat(4000)));
        opened.close();
        secret.close();
        say(secret, opened);
        fail(() -> secret.text(SecretAccess.get()));
        fail(() -> secret.isEqualTo(opened));
        fail(() -> vault.seal(PLACE, secret));
        for (Fault fault : Fault.values()) {
            say(fault);
        }
    }

    private record Holding(String provider, Secret secret) {}

    private void say(Object... things) {
        for (Object thing : things) {
            said.append(thing).append('\n');
        }
    }

    private void fail(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(RuntimeException.class).satisfies(thrown -> {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            said.append(trace).append('\n');
        });
    }

    /** The secrets whole, in pieces of twelve characters, and as they would look in base64 and hex. */
    private static List<String> forbidden() {
        List<String> texts = new ArrayList<>();
        for (byte[] bytes : List.of(SECRET.getBytes(StandardCharsets.UTF_8), MASTER_KEY, OTHER_KEY)) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            for (int at = 0; at + 12 <= text.length(); at++) {
                texts.add(text.substring(at, at + 12));
            }
            for (int skipped = 0; skipped < 3; skipped++) {
                String base64 = base64(Arrays.copyOfRange(bytes, skipped, bytes.length));
                texts.add(base64.substring(0, 16));
                texts.add(base64.substring(16, 36));
            }
            texts.add(HexFormat.of().formatHex(bytes, 0, 8));
            texts.add(Arrays.toString(bytes).substring(1, 20));
        }
        return texts;
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] filled(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
