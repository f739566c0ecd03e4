// SPDX-License-Identifier: Apache-2.0
/** Stress tests of limits that several threads take from at once, by jcstress. */
@NullMarked
package io.weighhouse.metering.limit;

import org.jspecify.annotations.NullMarked;
