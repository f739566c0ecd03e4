// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import io.weighhouse.metering.price.PriceBook;
import java.time.Instant;

/** What came in, under which id, and the prices and the time that it is begun with. */
record Request(String id, Inbound inbound, PriceBook book, Instant now) {}
