/**
 * Checks API keys against bcrypt hashes of another system.
 *
 * <p>{@link io.weighhouse.bcrypt.BcryptHasher} is all there is to see; {@link io.weighhouse.keyvault.key.LegacyHashes} is
 * where it goes. The arithmetic is that of the library {@code at.favre.lib:bcrypt}; what is refused before it gets there is
 * decided here.
 */
@NullMarked
package io.weighhouse.bcrypt;

import org.jspecify.annotations.NullMarked;
