// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Runs requests through a gateway beside the old system that serves them, refuses nothing, and reports the differences.
 *
 * <p>The gateway is built as it will be in earnest, on a ledger of its own in which no real money is: the shadow ledger,
 * with the balances taken over. What would have been refused is counted by code, and weighed all the same as far as it has
 * a price; what the old system charges for a call can be told, and then the largest differences are kept. A call that the
 * old system charges 0.0150 and this one 0.0135 is a row of the report.
 *
 * <p>Nothing here ever throws into the request that is observed, and no provider key is handed out. This class is
 * thread-safe.
 */
public final class Observer {

    private final Gateway gateway;
    private final ObservationTally tally = new ObservationTally();

    private Observer(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * An observer over a gateway.
     *
     * @param shadow a gateway on a ledger of its own; its price book, keys and plans may be the real ones
     * @return the observer, which has seen nothing yet
     */
    public static Observer over(Gateway shadow) {
        return new Observer(shadow);
    }

    /**
     * Observes a request that the old system serves.
     *
     * <p>It need not be waited for before the request goes on; what is fed to the call must be, for it is what is weighed.
     *
     * @param inbound the request as it came, its sku said
     * @return what to feed and to end; it never fails
     */
    public CompletionStage<Observed> begin(Inbound inbound) {
        tally.request();
        CompletionStage<Admission.Answer> answer;
        try {
            answer = gateway.walk(inbound);
        } catch (RuntimeException mistake) {
            answer = CompletableFuture.failedFuture(mistake);
        }
        return answer.handle((known, failure) -> known == null ? failed(inbound) : judged(inbound, known));
    }

    /** {@return what was observed so far} */
    public Observations report() {
        return tally.report();
    }

    private Observed failed(Inbound inbound) {
        tally.failed();
        return new Observed(this, inbound, null, null);
    }

    private Observed judged(Inbound inbound, Admission.Answer answer) {
        if (answer.begun() instanceof Begun.Started started) {
            // The old system sends the request, with its own key.
            started.call().credential().close();
            return new Observed(this, inbound, started.call(), null);
        }
        tally.refused(((Begun.Refused) answer.begun()).code());
        return new Observed(this, inbound, null, answer.prices());
    }

    ObservationTally tally() {
        return tally;
    }
}
