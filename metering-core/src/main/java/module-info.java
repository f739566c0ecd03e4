/**
 * Usage, prices, limits and the metered call, in plain Java.
 *
 * <p>Start with {@link io.weighhouse.metering.call.CallMeter}. Jackson is used to read price files, usage and receipts;
 * no type of it is in the API.
 */
@org.jspecify.annotations.NullMarked
module io.weighhouse.metering {
    requires static org.jspecify;
    requires transitive io.weighhouse.ledger;
    requires com.fasterxml.jackson.databind;

    exports io.weighhouse.metering.call;
    exports io.weighhouse.metering.estimate;
    exports io.weighhouse.metering.limit;
    exports io.weighhouse.metering.price;
    exports io.weighhouse.metering.pricefile;
    exports io.weighhouse.metering.provider;
    exports io.weighhouse.metering.receipt;
    exports io.weighhouse.metering.usage;
}
