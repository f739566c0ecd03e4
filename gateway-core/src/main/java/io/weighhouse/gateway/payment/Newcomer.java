// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.plan.SubscriptionId;

/**
 * A subscription that a provider reports and that is not known here yet.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id the name that it would have
 * @param customer whose it is, by the names of the event
 * @param account the customer's account
 * @param plan the plan's name by the price list; empty if the event's price is none of a plan
 */
public record Newcomer(SubscriptionId id, Customer customer, CustomerAccount account, String plan) {}
