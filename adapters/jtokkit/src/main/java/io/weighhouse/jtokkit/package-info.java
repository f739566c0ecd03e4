// SPDX-License-Identifier: Apache-2.0
/**
 * Counts the tokens of a text with the tables of OpenAI's models.
 *
 * <p>{@link io.weighhouse.jtokkit.JTokkitEstimator} is all there is to see. The tables and the counting are those of the library {@code
 * com.knuddels:jtokkit}.
 */
@NullMarked
package io.weighhouse.jtokkit;

import org.jspecify.annotations.NullMarked;
