// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import static io.weighhouse.gateway.dialect.Dialect.OPENAI;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.metering.call.AbortCause;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * Weighhouse in front of a servlet that sends requests upstream: the blocking form.
 *
 * <p>The servlet finds the call in the request's attribute {@link #CALL}, with the provider key and the cap to send along,
 * and writes what comes back as it always did.
 */
public final class MeteredFilter implements Filter {

    /** The request attribute that holds the {@link GatewayCall}. */
    public static final String CALL = "io.weighhouse.call";

    private final Gateway gateway;
    private final InstantSource clock;

    /**
     * A filter.
     *
     * @param gateway what meters
     * @param clock the time in headers
     */
    public MeteredFilter(Gateway gateway, InstantSource clock) {
        this.gateway = gateway;
        this.clock = clock;
    }

    // [filter]
    @Override
    public void doFilter(ServletRequest asked, ServletResponse answered, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) asked;
        HttpServletResponse response = (HttpServletResponse) answered;
        byte[] body = request.getInputStream().readNBytes(ChatAsk.MAX_BODY_BYTES + 1);
        Begun begun;
        try {
            begun = gateway.begin(ChatAsk.of(name -> orEmpty(request.getHeader(name)), body));
        } catch (IllegalArgumentException wrong) {
            write(response, ChatAsk.badRequest(wrong));
            return;
        }
        if (begun instanceof Begun.Refused refused) {
            write(response, refused.toHttp(OPENAI));
            return;
        }
        try (GatewayCall call = ((Begun.Started) begun).call()) {
            call.headers(OPENAI, clock.instant()).forEach(response::setHeader);
            request.setAttribute(CALL, call);
            WeighedResponse weighed = new WeighedResponse(response, call);
            try {
                chain.doFilter(new ReadRequest(request, body), weighed);
            } catch (IOException | ServletException | RuntimeException failed) {
                call.abort(weighed.isBroken() ? AbortCause.CLIENT_GONE : AbortCause.UPSTREAM_ERROR);
                throw failed;
            }
            weighed.finish(); // Settles: what a whole answer cost is in its headers, what a stream cost in its last
            // line.
        }
    }
    // [/filter]

    private static String orEmpty(String header) {
        return header == null ? "" : header;
    }

    private static void write(HttpServletResponse response, HttpAnswer answer) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
