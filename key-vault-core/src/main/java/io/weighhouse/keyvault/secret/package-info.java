/**
 * Provider secrets at rest.
 *
 * <p>A {@link io.weighhouse.keyvault.secret.SecretVault} seals a {@link io.weighhouse.keyvault.secret.Secret} for one {@link
 * io.weighhouse.keyvault.secret.SecretPlace}: who holds it, for which provider, which field, which revision. The {@link
 * io.weighhouse.keyvault.secret.SealedSecret} that comes out is text for a {@link
 * io.weighhouse.keyvault.secret.SealedSecretStore}; it opens in that very place and nowhere else, so moving rows about,
 * or bringing an older one back, yields an error and never another's secret.
 *
 * <p>Each secret is encrypted under a data key of its own, and only that is wrapped by a master key ({@link
 * io.weighhouse.keyvault.secret.MasterKeys}), which may live in a key service that sees nothing else.
 *
 * <p>In clear a secret exists as a {@link io.weighhouse.keyvault.secret.Secret} only: it prints as a constant, is wiped
 * when closed, and shows its bytes only to who brings a {@link io.weighhouse.keyvault.secret.SecretAccess}, so that a
 * search for that name finds every place where a secret can leak. The wiping has limits: the platform's cipher keeps
 * copies of its keys until they are collected, and a secret turned into a {@link java.lang.String} cannot be wiped.
 */
@NullMarked
package io.weighhouse.keyvault.secret;

import org.jspecify.annotations.NullMarked;
