/** Usage, prices, limits and the metered call, in plain Java. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.metering {
    requires static org.jspecify;
    requires transitive io.weighhouse.ledger;
    requires com.fasterxml.jackson.databind;
}
