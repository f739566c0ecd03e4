// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.internal.CrashRuns;
import io.weighhouse.keyvault.internal.SimulatedDisk;
import io.weighhouse.keyvault.internal.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A file that version 1 has written. It is never written again: what reads it has to read it for ever. */
class SecretFileSampleTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final SecretSlot TWILIO =
            new SecretSlot(SecretHolder.team("acme", "search"), new ProviderId("twilio"));
    private static final SecretSlot OPENAI = new SecretSlot(SecretHolder.platform(), new ProviderId("openai"));

    private static final SealedCredential FIRST = new SealedCredential(
            TWILIO,
            1,
            1,
            new CredentialFields(
                    Map.of(
                            "account_sid", new SealedSecret("wh1.1.a.c2lk", "AC...89"),
                            "auth_token", new SealedSecret("wh1.1.a.dG9rZW4", "...")),
                    Map.of("region", "Zürich – 1 💥", "empty", "")),
            state(CredentialState.Status.OK, SecretEvent.Kind.SAVED));

    private static final SealedCredential QUARANTINED =
            FIRST.rewritten(FIRST.fields(), state(CredentialState.Status.QUARANTINED, SecretEvent.Kind.QUARANTINED));

    private static final SealedCredential DELETED = new SealedCredential(
            OPENAI,
            1,
            1,
            new CredentialFields(Map.of("api_key", new SealedSecret("wh1.1.a.a2V5", "sk-12...89")), Map.of()),
            state(CredentialState.Status.OK, SecretEvent.Kind.SAVED));

    private static final FallbackPolicy FAIL = new FallbackPolicy("acme", OPENAI.provider(), OnRejection.FAIL, null, 1);
    private static final FallbackPolicy PLATFORM = new FallbackPolicy(
            "acme", TWILIO.provider(), OnRejection.PLATFORM, new Consent("ann@acme", NOW, "terms – 2026"), 1);

    @Test
    void open_fileOfVersion1_isReadWhole() throws IOException {
        SimulatedDisk disk = SimulatedDisk.with(CrashRuns.PATH, sample());
        try (FileSealedSecretStore store = SecretWork.open(disk, 1 << 20)) {
            assertThat(Stages.await(store.scan(null, 10))).containsExactly(QUARANTINED);
            assertThat(Stages.await(store.latest(OPENAI))).isEqualTo(new SlotVersion(1, 2));
            assertThat(Stages.await(store.findPolicy("acme", OPENAI.provider())))
                    .contains(FAIL);
            assertThat(Stages.await(store.findPolicy("acme", TWILIO.provider())))
                    .contains(PLATFORM);
        }
    }

    /** As long as version 1 is what is written. */
    @Test
    void write_sameRecords_areTheSameBytes() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (FileSealedSecretStore store = SecretWork.open(disk, 1 << 20)) {
            Stages.await(store.put(FIRST));
            Stages.await(store.put(QUARANTINED));
            Stages.await(store.put(DELETED));
            Stages.await(store.delete(OPENAI, 1));
            Stages.await(store.putPolicy(FAIL));
            Stages.await(store.putPolicy(PLATFORM));
        }
        assertThat(disk.bytes(CrashRuns.PATH)).isEqualTo(sample());
    }

    private static CredentialState state(CredentialState.Status status, SecretEvent.Kind kind) {
        return new CredentialState(status, 3, new SecretEvent(kind, "ann@acme", NOW));
    }

    private static byte[] sample() throws IOException {
        try (InputStream file = SecretFileSampleTest.class.getResourceAsStream("secrets-1.log")) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }
}
