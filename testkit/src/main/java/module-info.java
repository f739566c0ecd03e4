/** Contract suites for every SPI of Weighhouse, clocks that a test moves by hand, and generators for property tests. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.testkit {
    requires static org.jspecify;
    requires transitive io.weighhouse.ledger;
    requires transitive io.weighhouse.metering;
    requires transitive io.weighhouse.keyvault;
    requires transitive io.weighhouse.gateway;
    requires transitive net.jqwik.api;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;

    exports io.weighhouse.testkit;
    // The tests of a contract are package-private, as tests are.
    opens io.weighhouse.testkit to
            org.junit.platform.commons;
}
