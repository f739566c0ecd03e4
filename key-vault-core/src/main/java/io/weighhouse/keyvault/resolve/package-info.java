/**
 * Outbound provider keys: whose key is shown to the provider, and who therefore pays him.
 *
 * <p>A {@link io.weighhouse.keyvault.resolve.KeyResolver} looks for the provider's key nearest to the caller: his own, his
 * team's, his tenant's, the platform's. The answer is a {@link io.weighhouse.keyvault.resolve.Resolution} that says where
 * the key was found, hence who owes the provider ({@link io.weighhouse.keyvault.resolve.Payer}), and every step of the
 * walk. The platform's key is touched only after {@link io.weighhouse.keyvault.resolve.PlatformAccess} has agreed, so
 * that nobody uses it without being entitled to.
 *
 * <p>An error on the way is an exception and ends the walk. It is never taken for an absent key, because going on would
 * silently bill somebody else.
 */
@NullMarked
package io.weighhouse.keyvault.resolve;

import org.jspecify.annotations.NullMarked;
