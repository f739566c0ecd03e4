/**
 * A whole gateway: the APIs of OpenAI, Anthropic and Gemini in front, metered by Weighhouse, providers behind.
 *
 * <p>{@link io.weighhouse.example.gateway.GatewayCommand} is the command line, {@link
 * io.weighhouse.example.gateway.CallRoute} is the part to copy: it has both forms of metering a request, blocking and
 * asynchronous, in a few lines each. The rest is plain HTTP.
 */
@NullMarked
package io.weighhouse.example.gateway;

import org.jspecify.annotations.NullMarked;
