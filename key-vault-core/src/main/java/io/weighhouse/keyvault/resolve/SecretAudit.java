// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.secret.FallbackPolicy;
import io.weighhouse.keyvault.secret.SecretEvent;
import io.weighhouse.keyvault.secret.SecretSlot;

/**
 * Hears of every change of a credential or a policy: who did what, and when. It is never told a secret.
 *
 * <p>Methods run after the change has been stored, on the thread that stored it, and before the caller has his answer:
 * they return at once and do not throw. The last event is in the row too, so that nothing is lost if a process ends between
 * the two. Implementations must be thread-safe.
 */
public interface SecretAudit {

    /** Hears nothing. */
    SecretAudit NONE = new SecretAudit() {};

    /**
     * A credential was saved, deleted, refused by its provider, quarantined or released.
     *
     * @param event what was done, who did it and when
     * @param slot whose credential for which provider
     * @param revision which content of the slot
     */
    default void changed(SecretEvent event, SecretSlot slot, long revision) {}

    /**
     * A tenant has changed what happens when a provider refuses its key. If it has a consent, that was given with it.
     *
     * @param policy what holds now
     * @param change who did it and when; of kind {@link SecretEvent.Kind#POLICY_CHANGED}
     */
    default void policyChanged(FallbackPolicy policy, SecretEvent change) {}
}
