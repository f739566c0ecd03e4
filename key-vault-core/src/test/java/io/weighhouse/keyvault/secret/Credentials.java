// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Stored credentials for tests. */
final class Credentials {

    static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

    private Credentials() {}

    static SecretSlot slot(int number) {
        return new SecretSlot(SecretHolder.personal("acme", "user-" + number), new ProviderId("twilio"));
    }

    /** The first content of a slot: some texts, sealed each in its place. */
    static SealedCredential of(SecretVault vault, SecretSlot slot, String... texts) {
        Map<String, SealedSecret> sealed = new TreeMap<>();
        for (int i = 0; i < texts.length; i++) {
            try (Secret secret = Secret.ofText(texts[i])) {
                String field = "field_" + i;
                sealed.put(field, vault.seal(slot.place(field, 1), secret));
            }
        }
        return row(slot, sealed);
    }

    static SealedCredential row(SecretSlot slot, Map<String, SealedSecret> sealed) {
        return new SealedCredential(
                slot, 1, 1, new CredentialFields(sealed, Map.of("region", "eu")), state(CredentialState.Status.OK));
    }

    static CredentialState state(CredentialState.Status status) {
        return new CredentialState(status, 0, new SecretEvent(SecretEvent.Kind.SAVED, "ann", NOW));
    }

    static SealedCredential find(SealedSecretStore store, SecretSlot slot) {
        return store.find(slot).toCompletableFuture().join().orElseThrow();
    }

    static void put(SealedSecretStore store, SealedCredential credential) {
        if (!store.put(credential).toCompletableFuture().join()) {
            throw new AssertionError("not stored: " + credential.slot());
        }
    }

    static String open(SecretVault vault, SealedCredential row, String field) {
        SealedSecret sealed = row.fields().sealed().get(field);
        if (sealed == null) {
            throw new AssertionError("no " + field);
        }
        try (Secret secret = vault.open(row.slot().place(field, row.revision()), sealed)) {
            return secret.text(SecretAccess.get());
        }
    }
}
