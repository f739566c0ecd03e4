// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.Owner;
import io.weighhouse.keyvault.resolve.KeyResolver;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.keyvault.resolve.PlatformAccess;
import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.keyvault.secret.MasterKeys;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.Scope;
import io.weighhouse.keyvault.secret.SealedSecretStore;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.testkit.Generators;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyResolverProperties {

    private static final ProviderId OPENAI = new ProviderId("openai");

    @Property
    void resolve_anyKeysAndOwner_agreesWithTheRuleReadAloud(
            @ForAll("holders") Set<SecretHolder> holders, @ForAll("owners") Owner owner, @ForAll boolean entitled) {
        KeyResolver resolver = KeyResolver.builder(
                        SecretVault.of(MasterKeys.of("a", new byte[32])),
                        SealedSecretStore.inMemory(),
                        PlatformAccess.when((who, provider) -> entitled))
                .build();
        holders.forEach(holder -> resolver.put(holder, OPENAI, Secret.ofText(holder.toString())));
        Optional<SecretHolder> expected = holders.stream()
                .filter(holder -> mayUse(owner, entitled, holder))
                .min((one, other) -> one.scope().compareTo(other.scope()));

        Resolution resolution = resolver.resolve(owner, OPENAI);
        assertThat(resolver.source(owner, OPENAI)).isEqualTo(expected.map(SecretHolder::scope));
        assertThat(resolver.mayUse(owner, OPENAI)).isEqualTo(expected.isPresent());
        if (resolution instanceof Resolution.Found found) {
            assertThat(found.credential().apiKey().text(SecretAccess.get()))
                    .isEqualTo(expected.orElseThrow().toString());
            assertThat(found.payer() == Payer.PLATFORM).isEqualTo(found.source() == Scope.PLATFORM);
        } else {
            assertThat(expected).isEmpty();
            assertThat(resolution instanceof Resolution.Denied).isEqualTo(!entitled);
        }
    }

    private static boolean mayUse(Owner owner, boolean entitled, SecretHolder holder) {
        return switch (holder.scope()) {
            case PERSONAL ->
                holder.tenant().equals(owner.tenant()) && holder.name().equals(owner.user());
            case TEAM -> holder.tenant().equals(owner.tenant()) && holder.name().equals(owner.team());
            case TENANT -> holder.tenant().equals(owner.tenant());
            case PLATFORM -> entitled;
        };
    }

    @Provide
    Arbitrary<Set<SecretHolder>> holders() {
        return Generators.secretHolders().set().ofMaxSize(6);
    }

    @Provide
    Arbitrary<Owner> owners() {
        return Generators.owners();
    }
}
