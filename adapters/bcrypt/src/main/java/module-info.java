/** Takes over API keys whose hashes are bcrypt: {@link io.weighhouse.bcrypt.BcryptHasher}. */
@org.jspecify.annotations.NullMarked
module io.weighhouse.bcrypt {
    requires static org.jspecify;
    requires transitive io.weighhouse.keyvault;
    requires bcrypt;

    exports io.weighhouse.bcrypt;
}
