/**
 * Stress tests of what this package's threads hand to each other without a lock, by jcstress.
 *
 * <p>They are in the package of what they test, because it is package-private.
 */
@NullMarked
package io.weighhouse.ledger.store;

import org.jspecify.annotations.NullMarked;
