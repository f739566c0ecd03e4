/**
 * What is sold, and who has it.
 *
 * <p>A {@link io.weighhouse.gateway.plan.Plan} says what its callers may use and what it costs them: limits, a markup for
 * each payer, whether the platform's provider keys are included, and the terms of a call. A {@link
 * io.weighhouse.gateway.plan.Subscription} ties a caller to a plan and to the wallet that pays. Where they come from is
 * the {@link io.weighhouse.gateway.plan.PlanStore}'s business.
 */
@NullMarked
package io.weighhouse.gateway.plan;

import org.jspecify.annotations.NullMarked;
