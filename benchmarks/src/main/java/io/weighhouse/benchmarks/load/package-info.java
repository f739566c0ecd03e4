// SPDX-License-Identifier: Apache-2.0
/**
 * A generator of load: it calls a gateway in a process of its own over loopback, answers the gateway as its provider, and
 * keeps books of both that the ledger must agree with.
 *
 * <p>{@link io.weighhouse.benchmarks.load.GatewayProcess} starts a {@link io.weighhouse.benchmarks.load.SampleGateway}, with
 * metering or without; {@link io.weighhouse.benchmarks.load.GatewayLoad} calls it.
 */
@NullMarked
package io.weighhouse.benchmarks.load;

import org.jspecify.annotations.NullMarked;
