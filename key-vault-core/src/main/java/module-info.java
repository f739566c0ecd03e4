/** API keys of callers, provider secrets at rest, and whose key is used for a call. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.keyvault {
    requires static org.jspecify;
    requires com.github.benmanes.caffeine;

    exports io.weighhouse.keyvault.file;
    exports io.weighhouse.keyvault.key;
    exports io.weighhouse.keyvault.secret;
    exports io.weighhouse.keyvault.resolve;
    exports io.weighhouse.keyvault.webhook;
}
