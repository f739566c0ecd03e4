/**
 * Three ways to put Weighhouse in front of what serves calls already: a servlet filter, a Netty handler, a Spring
 * WebFilter.
 *
 * <p>Each begins the call, hands the request on to whoever sends it upstream, feeds what comes back to the call, and
 * settles it. None of them blocks where its framework must not.
 */
@NullMarked
package io.weighhouse.example.embedding;

import org.jspecify.annotations.NullMarked;
