// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretPlace;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.testkit.Generators;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class SecretVaultProperties {

    private final SecretVault vault = SecretVault.of(MasterKeys.of("a", new byte[32]));

    @Property
    void open_inItsOwnPlace_givesTheSecretBack(
            @ForAll("places") SecretPlace place, @ForAll @Size(min = 1, max = 300) byte[] bytes) {
        SealedSecret sealed = vault.seal(place, Secret.ofBytes(bytes));
        assertThat(vault.open(place, sealed).bytes(SecretAccess.get())).isEqualTo(bytes);
    }

    @Property
    void open_inAnyOtherPlace_isTampered(@ForAll("places") SecretPlace from, @ForAll("places") SecretPlace to) {
        SealedSecret sealed = vault.seal(from, Secret.ofText("sk-1234567890"));
        if (!from.equals(to)) {
            assertThatThrownBy(() -> vault.open(to, sealed))
                    .isInstanceOfSatisfying(
                            SecretVaultException.class,
                            refused -> assertThat(refused.fault()).isEqualTo(SecretVaultException.Fault.TAMPERED));
        }
    }

    @Property
    void open_anyText_isRefusedAsAnEnvelope(@ForAll("places") SecretPlace place, @ForAll("envelopes") String text) {
        assertThatThrownBy(() -> vault.open(place, new SealedSecret(text, "...")))
                .isInstanceOf(SecretVaultException.class);
    }

    @Provide
    Arbitrary<SecretPlace> places() {
        return Generators.secretPlaces();
    }

    @Provide
    Arbitrary<String> envelopes() {
        return Generators.envelopeLikeTexts();
    }
}
