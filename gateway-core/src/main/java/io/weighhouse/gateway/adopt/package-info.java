// SPDX-License-Identifier: Apache-2.0
/**
 * Taking over balances from the system that kept them before.
 *
 * <p>{@link io.weighhouse.gateway.adopt.BalanceTakeover} books each old balance once, whatever is tried again, says what it rounded and
 * what it left out, and compares both systems while they run side by side.
 */
@NullMarked
package io.weighhouse.gateway.adopt;

import org.jspecify.annotations.NullMarked;
