/** Canonical JSON, written fast; for this module only. */
@NullMarked
package io.weighhouse.metering.json;

import org.jspecify.annotations.NullMarked;
