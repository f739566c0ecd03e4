// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.BodyDigest;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.Usage;

/**
 * Makes one metered call after the other in a {@link Shop}: at most 2,000 tokens in and 1,000 out, 1,200 and 350 used.
 *
 * <p>This class is for one thread; several callers share a shop.
 */
public final class Caller {

    /** How many calls a ledger sees before a new one takes its place: their receipts are most of what it keeps. */
    public static final int CALLS_BETWEEN_LEDGERS = 1 << 14;

    /** The most that a call may use. */
    static final Usage CAPS = Usage.tokens(2_000, 1_000);

    private static final Usage USED = Usage.tokens(1_200, 350);

    private final Subjects subjects = Subjects.of("acme/key_1", Shop.QUOTA);
    private final Shop shop;
    private final OperationId[] ids = new OperationId[CALLS_BETWEEN_LEDGERS];
    private int calls;

    /**
     * A caller.
     *
     * @param shop where the calls are made
     * @param name of this caller, unlike the others' of the shop
     */
    public Caller(Shop shop, String name) {
        this.shop = shop;
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Shop.TENANT.operation(name + "-call-" + i);
        }
    }

    /** {@return how a call ended that was opened and settled with a usage said by the caller} */
    public Settlement openAndSettle() {
        MeteredCall call = open();
        call.usage(USED);
        return call.settle();
    }

    /**
     * Opens a call and settles it by what the upstream answers.
     *
     * @param response the whole answer
     * @return how it ended
     */
    public Settlement openAndSettle(byte[] response) {
        MeteredCall call = open();
        call.response(response);
        return call.settle();
    }

    /**
     * Walks a request from its API key through the gateway to its settlement.
     *
     * @param request the request's body
     * @param response the upstream's whole answer
     * @return how it ended
     */
    public Settlement beginAndSettle(byte[] request, byte[] response) {
        Shop.Counter counter = counter();
        OperationId id = ids[calls++];
        Inbound inbound = Inbound.of(shop.keys.good(calls), id.value(), BodyDigest.of(request))
                .sku(PricedCalls.SKU.provider(), PricedCalls.SKU.name())
                .maxOutput(1_000);
        GatewayCall call = ((Begun.Started) counter.gateway().begin(inbound)).call();
        call.response(response);
        return call.settle();
    }

    private MeteredCall open() {
        Shop.Counter counter = counter();
        Call call = Call.of(ids[calls++], Shop.WALLET)
                .paying(Shop.REVENUE)
                .priced(Shop.PRICES)
                .caps(CAPS)
                .limited(subjects)
                .label("endpoint", "/v1/chat/completions")
                .label("key", "key_1")
                .build();
        return ((Opening.Opened) counter.calls().open(call)).call();
    }

    private Shop.Counter counter() {
        if (calls == ids.length) {
            shop.renewLedger();
            calls = 0;
        }
        return shop.counter();
    }
}
