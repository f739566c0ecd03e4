// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.keyvault.resolve.Resolution;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Sku;

/** A way upstream that a request may take: what it is for, whose key is used, and at which prices. */
record Pass(Sku sku, Resolution.Found found, PinnedCard prices) {}
