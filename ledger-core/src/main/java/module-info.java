/**
 * A double-entry credit ledger in plain Java: grants, holds, captures and releases, exact and idempotent.
 *
 * <p>Start with {@link io.weighhouse.ledger.Ledger}. Nothing here logs, reads the environment, or depends on another
 * library.
 */
@org.jspecify.annotations.NullMarked
module io.weighhouse.ledger {
    requires static org.jspecify;

    exports io.weighhouse.money;
    exports io.weighhouse.ledger;
    exports io.weighhouse.ledger.audit;
    exports io.weighhouse.ledger.export;
    exports io.weighhouse.ledger.feed;
    exports io.weighhouse.ledger.store;
}
