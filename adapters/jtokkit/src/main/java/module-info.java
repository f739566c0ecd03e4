/** Counts the tokens of a text: {@link io.weighhouse.jtokkit.JTokkitEstimator}. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.jtokkit {
    requires static org.jspecify;
    requires transitive io.weighhouse.metering;
    requires jtokkit;

    exports io.weighhouse.jtokkit;
}
