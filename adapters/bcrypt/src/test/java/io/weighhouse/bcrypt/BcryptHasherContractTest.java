// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.bcrypt;

import io.weighhouse.keyvault.key.LegacyHasher;
import io.weighhouse.testkit.LegacyHasherContract;

class BcryptHasherContractTest extends LegacyHasherContract {

    @Override
    protected LegacyHasher hasher() {
        return BcryptHasher.ofUsualCost(4);
    }

    @Override
    protected String key() {
        return "wh_sk_live_0123456789abcdefghijkl";
    }

    @Override
    protected String hash() {
        return "$2b$04$weighhouse01ABCDEFGHIu3zG2Ht0Y6j2z5oLZbf0LAHk1dAmiJkq";
    }
}
