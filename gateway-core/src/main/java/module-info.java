/** The front that an embedder holds in hand: plans, and one begin that walks a request through the cores. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.gateway {
    requires static org.jspecify;
    requires transitive io.weighhouse.ledger;
    requires transitive io.weighhouse.metering;
    requires transitive io.weighhouse.keyvault;
    requires com.fasterxml.jackson.databind;

    exports io.weighhouse.gateway;
    exports io.weighhouse.gateway.adopt;
    exports io.weighhouse.gateway.dialect;
    exports io.weighhouse.gateway.payment;
    exports io.weighhouse.gateway.plan;
}
