/**
 * How refusals and figures look on the wire, for each family of clients.
 *
 * <p>A {@link io.weighhouse.gateway.dialect.Dialect} turns a {@link io.weighhouse.gateway.dialect.Problem} into an {@link
 * io.weighhouse.gateway.dialect.HttpAnswer} whose status, headers and body the official clients of that family
 * understand. No HTTP server is needed or known here: an embedder copies three values.
 */
@NullMarked
package io.weighhouse.gateway.dialect;

import org.jspecify.annotations.NullMarked;
