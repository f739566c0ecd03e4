// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.embedding;

import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.dialect.CostFigures;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Settlement;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Feeds what a servlet writes to the call: a stream as it passes, a whole answer once it is whole. */
final class WeighedResponse extends HttpServletResponseWrapper {

    private final GatewayCall call;
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private final Weighing out = new Weighing();
    private final PrintWriter writer = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    private boolean broken;

    WeighedResponse(HttpServletResponse response, GatewayCall call) {
        super(response);
        this.call = call;
    }

    /** Whether the client could not be written to. */
    boolean isBroken() {
        return broken;
    }

    private boolean isStream() {
        String type = getContentType();
        return type != null && ChatAsk.isStream(type);
    }

    /** Ends the call and the answer. */
    void finish() throws IOException {
        writer.flush();
        if (getStatus() >= SC_BAD_REQUEST) {
            call.abort(AbortCause.UPSTREAM_ERROR);
            super.getOutputStream().write(whole.toByteArray());
        } else if (isStream()) {
            Settlement settlement = call.settle();
            super.getOutputStream().write(CostFigures.sseComment(settlement).getBytes(StandardCharsets.UTF_8));
        } else {
            call.response(whole.toByteArray());
            Settlement settlement = call.settle();
            CostFigures.headers(settlement).forEach(this::setHeader);
            super.getOutputStream().write(CostFigures.into(whole.toByteArray(), settlement));
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        writer.flush();
        if (isStream()) {
            super.flushBuffer();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return out;
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    /** The answer's length is not known before its cost is in it. */
    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    private final class Weighing extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!isStream()) {
                whole.write(bytes, offset, length);
                return;
            }
            call.event(bytes, offset, length);
            try {
                WeighedResponse.super.getOutputStream().write(bytes, offset, length);
            } catch (IOException gone) {
                broken = true;
                throw gone;
            }
        }

        @Override
        public void flush() throws IOException {
            if (isStream()) {
                try {
                    WeighedResponse.super.getOutputStream().flush();
                } catch (IOException gone) {
                    broken = true;
                    throw gone;
                }
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("this filter is for servlets that block");
        }
    }
}
