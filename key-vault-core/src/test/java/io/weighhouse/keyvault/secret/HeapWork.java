// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;

/**
 * A process that uses secrets in every way there is, closes all but two, and dumps its heap. It reads the secrets from a file,
 * masked, and writes the data keys that it has seen into another, masked too: nothing but the vault has them in clear.
 */
final class HeapWork {

    static final byte MASK = 0x5A;
    static final int ROUNDS = 100;
    static final int MOST_KEYS = 2000;

    private static final SecretSlot SLOT = new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("openai"));

    private HeapWork() {}

    /** Takes the files of the secrets and of the data keys, and those of the dumps before and after forgetting. */
    public static void main(String[] files) throws Exception {
        List<byte[]> masked = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(files[0]))) {
            masked.add(HexFormat.of().parseHex(line));
        }
        Secret control = secret(masked.get(0));
        Watched keys = new Watched(MasterKeys.keyring("b:" + "A".repeat(43) + "=,a:" + "B".repeat(42) + "A="));
        SecretVault vault = SecretVault.of(keys);
        SecretVault old = SecretVault.of(MasterKeys.keyring("a:" + "B".repeat(42) + "A="));
        SecretVault remembering =
                SecretVault.builder(keys).dataKeys(16, Duration.ofHours(1)).build();
        for (int round = 0; round < ROUNDS; round++) {
            for (byte[] one : masked.subList(2, masked.size())) {
                use(List.of(vault, old, remembering), one, round + 1);
            }
        }
        drop(masked.get(1));
        dump(files[2]);
        remembering.forgetDataKeys();
        dump(files[3]);
        Files.write(Path.of(files[1]), keys.seen, StandardCharsets.US_ASCII);
        control.close();
    }

    private static void use(List<SecretVault> vaults, byte[] masked, int revision) {
        SecretPlace place = SLOT.place("api_key", revision);
        SecretVault vault = vaults.get(0);
        try (Secret secret = secret(masked);
                Secret same = secret(masked)) {
            SealedSecret sealed = vault.seal(place, secret);
            SealedSecret rewrapped = vault.rewrap(
                    place,
                    vaults.get(1).sealAsync(place, secret).toCompletableFuture().join());
            SealedSecret remembered = vaults.get(2).seal(place, secret);
            for (Secret opened : List.of(
                    vault.open(place, sealed),
                    vault.openAsync(place, rewrapped).toCompletableFuture().join(),
                    vaults.get(2).open(place, remembered),
                    vaults.get(2).open(place, remembered))) {
                if (!opened.isEqualTo(same)) {
                    throw new AssertionError("opens to something else");
                }
                byte[] bytes = opened.bytes(SecretAccess.get());
                Arrays.fill(bytes, (byte) 0);
                opened.close();
            }
            refuse(vault, SLOT.place("api_key", revision + 1), sealed);
        }
    }

    private static void refuse(SecretVault vault, SecretPlace place, SealedSecret sealed) {
        try {
            vault.open(place, sealed).close();
            throw new AssertionError("opens elsewhere");
        } catch (SecretVaultException expected) {
            // That is all there is to see.
        }
    }

    /** Leaves a secret to the collector without closing it: a dump has what is no longer reachable, too. */
    private static void drop(byte[] masked) {
        if (secret(masked).isEqualTo(secret(masked))) {
            return;
        }
        throw new AssertionError("differs from itself");
    }

    private static Secret secret(byte[] masked) {
        byte[] bytes = masked(masked);
        Secret secret = Secret.ofBytes(bytes);
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    static byte[] masked(byte[] bytes) {
        byte[] masked = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            masked[i] = (byte) (bytes[i] ^ MASK);
        }
        return masked;
    }

    /** By reflection, because the module under test does not read that one. */
    private static void dump(String file) throws IOException {
        try {
            Class<?> bean = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
            Object diagnostic = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMXBean", Class.class)
                    .invoke(null, bean);
            bean.getMethod("dumpHeap", String.class, boolean.class).invoke(diagnostic, file, false);
        } catch (InvocationTargetException failed) {
            throw new IOException("cannot dump into " + file, failed.getCause());
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Master keys that tell which data keys went through, masked. */
    private static final class Watched implements MasterKeys {

        private final MasterKeys keys;
        private final Queue<String> seen = new ArrayDeque<>();

        Watched(MasterKeys keys) {
            this.keys = keys;
        }

        @Override
        public String currentId() {
            return keys.currentId();
        }

        @Override
        public MasterKeyStatus status(String masterKeyId) {
            return keys.status(masterKeyId);
        }

        @Override
        public WrappedKey wrap(Secret dataKey, byte[] context) {
            byte[] bytes = dataKey.bytes(SecretAccess.get());
            seen.add(HexFormat.of().formatHex(masked(bytes)));
            if (seen.size() > MOST_KEYS) {
                seen.remove();
            }
            Arrays.fill(bytes, (byte) 0);
            return keys.wrap(dataKey, context);
        }

        @Override
        public Secret unwrap(WrappedKey wrapped, byte[] context) {
            return keys.unwrap(wrapped, context);
        }

        @Override
        public CompletionStage<Secret> unwrapAsync(WrappedKey wrapped, byte[] context) {
            return keys.unwrapAsync(wrapped, context);
        }
    }
}
