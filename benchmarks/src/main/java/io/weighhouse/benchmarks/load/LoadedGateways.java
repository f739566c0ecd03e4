// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The same gateway twice, with metering and without, each in a process of its own, before one provider in this one.
 *
 * <p>This class is thread-safe.
 */
public final class LoadedGateways implements Closeable {

    private final SampleProvider provider;
    private final GatewayLoad metered;
    private final GatewayLoad unmetered;

    private LoadedGateways(SampleProvider provider, GatewayLoad metered, GatewayLoad unmetered) {
        this.provider = provider;
        this.metered = metered;
        this.unmetered = unmetered;
    }

    /**
     * Starts all three.
     *
     * @param journal an empty directory, where the metered gateway keeps its books
     * @return them, to be closed
     * @throws IOException if one cannot be started
     */
    public static LoadedGateways start(Path journal) throws IOException {
        SampleProvider provider = SampleProvider.start();
        GatewayProcess metering = GatewayProcess.metered(provider.port(), journal);
        List<String> keys = metering.text("/keys").lines().toList();
        GatewayProcess bare = GatewayProcess.unmetered(provider.port());
        return new LoadedGateways(provider, new GatewayLoad(metering, keys), new GatewayLoad(bare, keys));
    }

    /** {@return who calls the one with metering} */
    public GatewayLoad metered() {
        return metered;
    }

    /** {@return who calls the one without} */
    public GatewayLoad unmetered() {
        return unmetered;
    }

    /**
     * What the books differ by, added up: calls, credits and tokens of the caller against those of the ledger, and the
     * provider's answers against the callers'. To be asked while no call is under way.
     *
     * @return 0 if all agree
     * @throws IOException if the gateway does not tell
     */
    public long differences() throws IOException {
        LedgerBooks wanted = metered.expected();
        LedgerBooks booked = metered.booked();
        return Math.abs(wanted.calls() - booked.calls())
                + Math.abs(wanted.credits() - booked.credits())
                + Math.abs(wanted.tokens() - booked.tokens())
                + Math.abs(wanted.revenue() - booked.revenue())
                + Math.abs(provider.answers() - metered.answered() - unmetered.answered());
    }

    @Override
    public void close() throws IOException {
        metered.close();
        unmetered.close();
        provider.close();
    }
}
