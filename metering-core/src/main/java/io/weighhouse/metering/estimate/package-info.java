// SPDX-License-Identifier: Apache-2.0
/** How many tokens a text is taken for before, or without, anybody counting them. */
@NullMarked
package io.weighhouse.metering.estimate;

import org.jspecify.annotations.NullMarked;
