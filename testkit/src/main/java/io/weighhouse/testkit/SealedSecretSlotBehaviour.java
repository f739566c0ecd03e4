// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.secret.CredentialFields;
import io.weighhouse.keyvault.secret.CredentialState;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SlotVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is in slots: read back whole, listed by holder, walked over, and never mixed up. */
abstract class SealedSecretSlotBehaviour extends SealedSecretBehaviour {

    @Test
    void find_credentialWithEveryPart_isReadBackWhole() {
        SealedSecret sid = new SealedSecret("wh1.1.a.c2lk", "AC...89");
        SealedSecret token = new SealedSecret("wh1.1.a.dG9rZW4", "...");
        SealedCredential whole = new SealedCredential(
                SLOT,
                1,
                1,
                new CredentialFields(
                        Map.of("account_sid", sid, "auth_token", token),
                        Map.of("region", "Zürich – 1 💥", "empty", "")),
                new CredentialState(
                        CredentialState.Status.QUARANTINED,
                        3,
                        new SecretEvent(SecretEvent.Kind.QUARANTINED, "ann@acme", NOW)));
        assertThat(put(whole)).isTrue();
        assertThat(find(SLOT)).contains(whole);
        assertThat(await(store().list(SLOT.holder()))).containsExactly(whole);
        assertThat(await(store().scan(null, 10))).containsExactly(whole);
    }

    @Test
    void find_everyStatusAndKindOfEvent_isReadBack() {
        SealedCredential first = credential(SLOT, 1, 1);
        put(first);
        SealedCredential stored = first;
        for (CredentialState.Status status : CredentialState.Status.values()) {
            for (SecretEvent.Kind kind : SecretEvent.Kind.values()) {
                stored = stored.rewritten(
                        first.fields(), new CredentialState(status, 1, new SecretEvent(kind, "ann", NOW)));
                assertThat(put(stored)).isTrue();
                assertThat(find(SLOT)).contains(stored);
            }
        }
    }

    @Test
    void find_plainFieldsOnly_isReadBack() {
        SealedCredential plain = new SealedCredential(
                SLOT, 1, 1, new CredentialFields(Map.of(), Map.of("measurement_id", "G-123")), saved());
        put(plain);
        assertThat(find(SLOT)).contains(plain);
    }

    @Test
    void find_largestFields_areReadBack() {
        SealedSecret largest = new SealedSecret("x".repeat(Secret.MAX_LENGTH * 4 / 3 + 6000), "...");
        SealedCredential large = new SealedCredential(
                SLOT,
                1,
                1,
                new CredentialFields(Map.of("a", largest, "b", largest), Map.of("c", "ü".repeat(4096))),
                saved());
        assertThat(put(large)).isTrue();
        assertThat(find(SLOT)).contains(large);
    }

    @Test
    void find_emptySlot_isEmpty() {
        assertThat(find(SLOT)).isEmpty();
        assertThat(latest(SLOT)).isEqualTo(SlotVersion.NONE);
        assertThat(await(store().list(SLOT.holder()))).isEmpty();
        assertThat(await(store().scan(null, 1))).isEmpty();
        assertThat(delete(SLOT, 1)).isFalse();
    }

    @Test
    void put_fieldsLeftOut_areGone() {
        SealedSecret sealed = new SealedSecret("wh1.1.a.c2lk", "...");
        put(new SealedCredential(
                SLOT, 1, 1, new CredentialFields(Map.of("a", sealed, "b", sealed), Map.of("c", "x")), saved()));
        SealedCredential fewer =
                new SealedCredential(SLOT, 2, 2, new CredentialFields(Map.of("b", sealed), Map.of()), saved());
        assertThat(put(fewer)).isTrue();
        assertThat(find(SLOT)).contains(fewer);
    }

    @Test
    void anyVerb_everyOtherSlot_isUntouched() {
        List<SecretSlot> slots = slots();
        for (SecretSlot slot : slots) {
            assertThat(find(slot)).isEmpty();
            assertThat(put(credential(slot, 1, 1))).isTrue();
        }
        for (SecretSlot slot : slots) {
            assertThat(find(slot)).contains(credential(slot, 1, 1));
        }
        assertThat(put(credential(slots.get(3), 2, 2))).isTrue();
        assertThat(delete(slots.get(4), 1)).isTrue();
        for (SecretSlot slot : slots) {
            if (slot.equals(slots.get(3))) {
                assertThat(find(slot)).contains(credential(slot, 2, 2));
            } else if (slot.equals(slots.get(4))) {
                assertThat(find(slot)).isEmpty();
            } else {
                assertThat(find(slot)).contains(credential(slot, 1, 1));
                assertThat(latest(slot)).isEqualTo(new SlotVersion(1, 1));
            }
        }
    }

    @Test
    void list_everyHolder_listsItsOwnInTheOrderOfProviders() {
        List<SecretSlot> slots = slots();
        for (int i = 0; i < slots.size(); i++) {
            put(credential(slots.get(i * 7 % slots.size()), 1, 1));
        }
        for (SecretHolder holder : HOLDERS) {
            List<SealedCredential> own = PROVIDERS.stream()
                    .map(provider -> credential(new SecretSlot(holder, provider), 1, 1))
                    .toList();
            assertThat(await(store().list(holder))).isEqualTo(own);
        }
        assertThat(await(store().list(SecretHolder.tenant("nobody")))).isEmpty();
    }

    @Test
    void scan_pages_seeEachCredentialOnce() {
        List<SecretSlot> slots = slots();
        slots.forEach(slot -> put(credential(slot, 1, 1)));
        for (int limit : new int[] {1, 5, slots.size(), 1000}) {
            List<SecretSlot> seen = new ArrayList<>();
            SecretSlot after = null;
            for (List<SealedCredential> page = await(store().scan(null, limit));
                    !page.isEmpty();
                    page = await(store().scan(after, limit))) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                page.forEach(credential -> seen.add(credential.slot()));
                after = seen.get(seen.size() - 1);
            }
            assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(slots);
        }
    }

    @Test
    void scan_writesMeanwhile_othersAreStillSeenOnce() {
        List<SecretSlot> slots = slots();
        slots.forEach(slot -> put(credential(slot, 1, 1)));
        List<SealedCredential> first = await(store().scan(null, 10));
        SecretSlot last = first.get(9).slot();
        delete(first.get(0).slot(), 1);
        delete(last, 1);
        put(credential(first.get(1).slot(), 2, 2));
        Set<SecretSlot> seen = new HashSet<>();
        first.forEach(credential -> seen.add(credential.slot()));
        for (SealedCredential credential : await(store().scan(last, 1000))) {
            assertThat(seen.add(credential.slot())).isTrue();
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(slots);
    }

    private static List<SecretSlot> slots() {
        List<SecretSlot> slots = new ArrayList<>();
        for (SecretHolder holder : HOLDERS) {
            for (ProviderId provider : PROVIDERS) {
                slots.add(new SecretSlot(holder, provider));
            }
        }
        return slots;
    }
}
