// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

/** How to read what LiteLLM's file leaves open. */
record LiteLlmOptions(boolean zeroAsFree, boolean halfPriceBatches, boolean quarantine) {}
