/**
 * The front of Weighhouse: what an embedder holds in hand.
 *
 * <p>A {@link io.weighhouse.gateway.Gateway} is built once from the parts: keys, secrets, plans, prices, limits, ledger.
 * For each request {@link io.weighhouse.gateway.Gateway#begin begin} finds out who is calling, what they may use, whose
 * provider key serves them and what it costs at worst, holds that much, and answers with a {@link
 * io.weighhouse.gateway.GatewayCall} to send upstream, or with a refusal that knows how to say itself over HTTP.
 *
 * <p>No HTTP server, framework or thread lives here.
 */
@NullMarked
package io.weighhouse.gateway;

import org.jspecify.annotations.NullMarked;
