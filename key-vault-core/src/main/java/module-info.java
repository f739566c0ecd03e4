/** API keys of callers, provider secrets at rest, and whose key is used for a call. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // whoever it is opened to is built after it
module io.weighhouse.keyvault {
    requires static org.jspecify;
    requires com.github.benmanes.caffeine;

    exports io.weighhouse.keyvault.file;
    exports io.weighhouse.keyvault.key;
    exports io.weighhouse.keyvault.secret;
    exports io.weighhouse.keyvault.resolve;
    exports io.weighhouse.keyvault.webhook;

    /* One log for everything rare that must outlive a crash: gateway-core keeps plans and payments in it too. */
    exports io.weighhouse.keyvault.internal to
            io.weighhouse.gateway;
}
