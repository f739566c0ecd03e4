/**
 * A double-entry credit ledger in plain Java: grants, holds, captures and releases, exact and idempotent.
 *
 * <p>Start with {@link io.weighhouse.money.Amount}. Nothing here logs, reads the environment, or depends on another
 * library.
 */
@org.jspecify.annotations.NullMarked
module io.weighhouse.ledger {
    requires static org.jspecify;

    exports io.weighhouse.money;
}
