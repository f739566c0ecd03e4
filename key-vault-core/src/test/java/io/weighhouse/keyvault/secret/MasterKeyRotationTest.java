// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.CredentialState.Status;
import io.weighhouse.keyvault.secret.SecretVaultException.Fault;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MasterKeyRotationTest {

    private static final String KEY_A = key(1);
    private static final String KEY_B = key(2);

    private final SecretVault before = SecretVault.of(MasterKeys.keyring("a:" + KEY_A));
    private final SlowMasterKeys keys = new SlowMasterKeys(MasterKeys.keyring("b:" + KEY_B + ",a:" + KEY_A));
    private final SecretVault vault = SecretVault.of(keys);
    private final TouchyStore store = new TouchyStore();
    private final MasterKeyRotation rotation = MasterKeyRotation.builder(vault, store)
            .actor("ops")
            .clock(() -> Credentials.NOW)
            .build();

    @Test
    void run_rowsUnderTheOldKey_areRewrappedAndAuditedAndStayWhatTheyAre() {
        save(5);
        SealedCredential old = find(3);
        RotationProgress done = rotation.run();
        assertThat(done.isComplete()).isTrue();
        assertThat(done.rows()).isEqualTo(5);
        assertThat(done.fields()).isEqualTo(10);
        assertThat(done.rewrapped()).isEqualTo(10);
        assertThat(done.fieldsByMasterKey()).isEqualTo(Map.of("b", 10L));
        assertThat(done.rowsByStatus()).isEqualTo(Map.of(Status.OK, 5L));
        assertThat(done.mayDisable("a")).isTrue();
        assertThat(done.mayDisable("b")).isFalse();
        SealedCredential now = find(3);
        assertThat(now.revision()).isEqualTo(old.revision());
        assertThat(now.version()).isEqualTo(2);
        assertThat(now.fields().plain()).isEqualTo(old.fields().plain());
        assertThat(now.state().lastEvent())
                .isEqualTo(new SecretEvent(SecretEvent.Kind.REWRAPPED, "ops", Credentials.NOW));
        assertThat(Credentials.open(SecretVault.of(MasterKeys.keyring("b:" + KEY_B)), now, "field_0"))
                .isEqualTo("sid-3");
    }

    @Test
    void run_again_writesNothing() {
        save(5);
        rotation.run();
        int puts = store.puts.get();
        int wraps = keys.wraps.get();
        RotationProgress again = rotation.run();
        assertThat(again.rewrapped()).isZero();
        assertThat(again.mayDisable("a")).isTrue();
        assertThat(store.puts).hasValue(puts);
        assertThat(keys.wraps).hasValue(wraps);
    }

    @Test
    void dryRun_countsAndWritesNothing() {
        save(4);
        corrupt(2);
        int puts = store.puts.get();
        RotationProgress found =
                MasterKeyRotation.builder(vault, store).dryRun().build().run();
        assertThat(found.rewrapped()).isEqualTo(7);
        assertThat(found.undecryptable()).isEqualTo(1);
        assertThat(found.fieldsByMasterKey()).isEqualTo(Map.of("a", 8L));
        assertThat(found.rowsByStatus()).isEqualTo(Map.of(Status.OK, 4L));
        assertThat(found.mayDisable("a")).isFalse();
        assertThat(store.puts).hasValue(puts);
        assertThat(keys.wraps).hasValue(0);
    }

    @Test
    void step_ofSomeRows_isResumedFromItsCursor() {
        save(10);
        RotationProgress first = rotation.step(RotationProgress.start(), 4);
        assertThat(first.rows()).isEqualTo(4);
        assertThat(first.isComplete()).isFalse();
        assertThat(first.cursor()).isEqualTo("PERSONAL/acme/twilio/user-3");
        assertThat(first).asString().contains("after \"PERSONAL/acme/twilio/user-3\"", "rewrapped=8");

        RotationProgress resumed = RotationProgress.resumedAt(first.cursor());
        while (!resumed.isComplete()) {
            resumed = rotation.step(resumed, 4);
        }
        assertThat(resumed.rows()).isEqualTo(6);
        assertThat(resumed.mayDisable("a")).as("it has not seen the first four").isFalse();
        assertThat(rotation.run().mayDisable("a")).isTrue();
        assertThat(rotation.step(resumed, 4)).as("complete").isSameAs(resumed);
        assertThat(RotationProgress.resumedAt("").cursor()).isEmpty();
    }

    @Test
    void resumedAt_everyKindOfHolder_isFoundAgain() {
        ProviderId provider = new ProviderId("openai");
        for (SecretHolder holder : List.of(
                SecretHolder.platform(),
                SecretHolder.tenant("acme"),
                SecretHolder.team("acme", "a/b"),
                SecretHolder.personal("acme", "x/y//z"))) {
            SecretSlot slot = new SecretSlot(holder, provider);
            assertThat(SlotCursor.parse(SlotCursor.format(slot))).isEqualTo(slot);
        }
        for (String bad : new String[] {"nonsense", "TEAM/acme/openai", "team/acme/openai/x", "TENANT/acme/openai/x"}) {
            assertThatThrownBy(() -> RotationProgress.resumedAt(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void run_rowThatDoesNotOpen_isListedMarkedAndPassed() {
        save(4);
        corrupt(1);
        Credentials.put(
                store, Credentials.row(Credentials.slot(7), Map.of("api_key", new SealedSecret("no envelope", "..."))));
        SecretVault elsewhere = SecretVault.of(MasterKeys.keyring("x:" + KEY_A));
        Credentials.put(store, Credentials.of(elsewhere, Credentials.slot(8), "text-8"));

        RotationProgress done = rotation.run();
        assertThat(done.rows()).isEqualTo(6);
        assertThat(done.rewrapped()).isEqualTo(7);
        assertThat(done.undecryptable()).isEqualTo(3);
        assertThat(done.undecryptableFields())
                .containsExactly(
                        new UndecryptableField(Credentials.slot(1).place("field_1", 1), Fault.TAMPERED),
                        new UndecryptableField(Credentials.slot(7).place("api_key", 1), Fault.MALFORMED_ENVELOPE),
                        new UndecryptableField(Credentials.slot(8).place("field_0", 1), Fault.UNKNOWN_MASTER_KEY));
        assertThat(done.rowsByStatus()).isEqualTo(Map.of(Status.OK, 3L, Status.UNDECRYPTABLE, 3L));
        assertThat(done.mayDisable("a"))
                .as("a field of row 1 is still under it")
                .isFalse();
        assertThat(find(1).state().status()).isEqualTo(Status.UNDECRYPTABLE);
        assertThat(find(1).state().lastEvent().kind()).isEqualTo(SecretEvent.Kind.FOUND_UNDECRYPTABLE);
        assertThat(find(1).version()).isEqualTo(3);
        assertThat(Credentials.open(vault, find(1), "field_0")).isEqualTo("sid-1");

        int puts = store.puts.get();
        assertThat(rotation.run().undecryptable()).isEqualTo(3);
        assertThat(store.puts).as("marked once").hasValue(puts);
    }

    @Test
    void run_lostMasterKeyIsBack_marksTheRowGood() {
        SecretVault elsewhere = SecretVault.of(MasterKeys.keyring("x:" + KEY_A));
        Credentials.put(store, Credentials.of(elsewhere, Credentials.slot(1), "text"));
        rotation.run();
        assertThat(find(1).state().status()).isEqualTo(Status.UNDECRYPTABLE);
        SecretVault complete = SecretVault.of(MasterKeys.keyring("b:" + KEY_B + ",x:" + KEY_A));
        RotationProgress done =
                MasterKeyRotation.builder(complete, store).build().run();
        assertThat(done.rewrapped()).isEqualTo(1);
        assertThat(find(1).state().status()).isEqualTo(Status.OK);
        assertThat(find(1).state().lastEvent().kind()).isEqualTo(SecretEvent.Kind.RELEASED);
        assertThat(Credentials.open(vault, find(1), "field_0")).isEqualTo("text");
    }

    @Test
    void run_disabledMasterKey_countsAndLeavesAlone() {
        save(3);
        SecretVault disabling = SecretVault.of(MasterKeys.keyring("b:" + KEY_B + ",a:" + KEY_A + ":disabled"));
        int puts = store.puts.get();
        RotationProgress done =
                MasterKeyRotation.builder(disabling, store).build().run();
        assertThat(done.disabled()).isEqualTo(6);
        assertThat(done.undecryptable()).isZero();
        assertThat(done.fieldsByMasterKey()).isEqualTo(Map.of("a", 6L));
        assertThat(store.puts).hasValue(puts);
    }

    @Test
    void run_quarantinedRow_staysQuarantined() {
        SealedCredential row = Credentials.of(before, Credentials.slot(1), "text");
        Credentials.put(store, row);
        CredentialState quarantined = new CredentialState(
                Status.QUARANTINED, 3, new SecretEvent(SecretEvent.Kind.QUARANTINED, "resolver", Credentials.NOW));
        Credentials.put(store, row.rewritten(row.fields(), quarantined));
        rotation.run();
        assertThat(find(1).state().status()).isEqualTo(Status.QUARANTINED);
        assertThat(find(1).state().rejections()).isEqualTo(3);
        assertThat(find(1).fields().sealed().values())
                .allSatisfy(kept -> assertThat(kept.envelope()).startsWith("wh1.1.b."));
    }

    @Test
    void run_savedMeanwhile_theNewContentIsKeptAndRewrapped() {
        save(1);
        SealedCredential saved = find(0);
        SecretPlace place = Credentials.slot(0).place("field_0", 2);
        SealedCredential newer = new SealedCredential(
                saved.slot(),
                2,
                2,
                new CredentialFields(Map.of("field_0", before.seal(place, Secret.ofText("new"))), Map.of()),
                saved.state());
        store.before = () -> {
            store.before = () -> {};
            Credentials.put(store, newer);
        };
        RotationProgress done = rotation.run();
        assertThat(done.rows()).isEqualTo(1);
        assertThat(done.rewrapped()).isEqualTo(1);
        assertThat(find(0).version()).isEqualTo(3);
        assertThat(Credentials.open(vault, find(0), "field_0")).isEqualTo("new");
    }

    @Test
    void run_deletedMeanwhile_isPassed() {
        save(2);
        store.before = () -> {
            store.before = () -> {};
            assertThat(store.delete(Credentials.slot(0), 1)).isCompletedWithValue(true);
        };
        RotationProgress done = rotation.run();
        assertThat(done.rows()).isEqualTo(1);
        assertThat(store.find(Credentials.slot(0)).toCompletableFuture().join()).isEmpty();
    }

    @Test
    void run_writtenAgainAndAgain_isCountedAsLost() {
        save(1);
        store.before = () -> {
            Runnable same = store.before;
            store.before = () -> {};
            SealedCredential now = find(0);
            Credentials.put(store, now.rewritten(now.fields(), now.state()));
            store.before = same;
        };
        RotationProgress done = rotation.run();
        assertThat(done.lostRaces()).isEqualTo(1);
        assertThat(done.rows()).isZero();
        assertThat(done.mayDisable("a")).isFalse();
        store.before = () -> {};
        assertThat(rotation.run().mayDisable("a")).isTrue();
    }

    @Test
    void step_masterKeysOutOfReach_failsAndMayBeMadeAgain() {
        save(3);
        RotationProgress start = RotationProgress.start();
        keys.failure = SecretVaultException.unavailable("timeout", null, null);
        assertThatThrownBy(() -> rotation.step(start, 10)).hasMessage("MASTER_KEYS_UNAVAILABLE: timeout");
        assertThat(find(0).state().status()).isEqualTo(Status.OK);
        keys.failure = null;
        assertThat(rotation.step(start, 10).rewrapped()).isEqualTo(6);
    }

    @Test
    void step_storeFails_isAStoreException() {
        save(1);
        store.failure = new IllegalStateException("closed");
        assertThatThrownBy(() -> rotation.step(RotationProgress.start(), 10))
                .isInstanceOf(SecretStoreException.class)
                .hasCause(store.failure);
        store.failure = new SecretStoreException("full", true, null);
        assertThatThrownBy(() -> rotation.step(RotationProgress.start(), 10)).isSameAs(store.failure);
    }

    @Test
    void stepAsync_slowKeysAndStore_neverWaits() {
        save(2);
        keys.isSlow = true;
        store.isSlow = true;
        CompletableFuture<RotationProgress> step =
                rotation.stepAsync(RotationProgress.start(), 10).toCompletableFuture();
        int answers = 0;
        while (!step.isDone()) {
            Runnable next = keys.waiting.poll();
            Objects.requireNonNull(next != null ? next : store.waiting.poll(), "somebody waits for nothing")
                    .run();
            answers++;
        }
        assertThat(step.join().rewrapped()).isEqualTo(4);
        assertThat(answers)
                .as("a scan, and for each row two fields of two answers, and a write")
                .isEqualTo(11);
    }

    @Test
    void step_badNumberOfRows_isNamed() {
        assertThatThrownBy(() -> rotation.step(RotationProgress.start(), 0)).hasMessage("must be 1 to 1000: rows=0");
        assertThatThrownBy(() -> rotation.step(RotationProgress.start(), 1001)).hasMessageContaining("rows=1001");
        assertThatThrownBy(() -> MasterKeyRotation.builder(vault, store).actor("a b"))
                .hasMessageContaining("actor=\"a b\"");
    }

    @Test
    void undecryptable_moreThanListed_areCounted() {
        for (int i = 0; i < 1100; i++) {
            Credentials.put(
                    store,
                    Credentials.row(Credentials.slot(i), Map.of("api_key", new SealedSecret("no envelope", "..."))));
        }
        RotationProgress done = rotation.run();
        assertThat(done.undecryptable()).isEqualTo(1100);
        assertThat(done.undecryptableFields()).hasSize(RotationProgress.MAX_LISTED);
    }

    private void save(int count) {
        for (int i = 0; i < count; i++) {
            Credentials.put(store, Credentials.of(before, Credentials.slot(i), "sid-" + i, "token-" + i));
        }
    }

    /** Gives the second field of a row the envelope of another row's. */
    private void corrupt(int number) {
        SealedCredential row = find(number);
        Map<String, SealedSecret> fields = new TreeMap<>(row.fields().sealed());
        fields.put("field_1", Objects.requireNonNull(find(0).fields().sealed().get("field_1")));
        Credentials.put(
                store, row.rewritten(new CredentialFields(fields, row.fields().plain()), row.state()));
    }

    private SealedCredential find(int number) {
        return Credentials.find(store, Credentials.slot(number));
    }

    private static String key(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
