/** What the packages of this module share and no other module sees: name rules, a pool, and completion stages. */
@NullMarked
package io.weighhouse.keyvault.internal;

import org.jspecify.annotations.NullMarked;
