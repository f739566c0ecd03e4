// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.rival.HexDigestKeys;
import io.weighhouse.benchmarks.work.PresentedKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether a presented key is good, 1,024 keys in turn; and secrets that are sealed, opened and resolved. */
final class AuthenticateSuite implements Suite {

    @Override
    public String name() {
        return "authenticate";
    }

    @Override
    public String about() {
        return "presented keys against hex digests, bcrypt and Spring; secrets against Tink";
    }

    @Override
    public List<Measured> cases() throws Exception {
        PresentedKeys keys = new PresentedKeys();
        List<Measured> all = new ArrayList<>(GoodKeyCases.all(keys));
        all.addAll(RefusedKeyCases.all(keys));
        all.addAll(LookedUpKeyCases.all());
        // The figures before the cases that are left: those share the time that these leave.
        all.add(SlowHashFigures.of(keys));
        all.addAll(VirtualThreadFigures.all(keys));
        all.addAll(VaultCases.all());
        all.addAll(ResolveCases.all());
        return all;
    }

    /** The same keys behind hex digests. */
    static HexDigestKeys digestsOf(PresentedKeys keys) {
        return filled(new HexDigestKeys(PresentedKeys.PREFIX), keys);
    }

    /** The same keys, all of them good, behind those digests. */
    static HexDigestKeys filled(HexDigestKeys digests, PresentedKeys keys) {
        for (int i = 0; i < PresentedKeys.COUNT; i++) {
            digests.put(keys.good(i), new HexDigestKeys.Key("acme", Instant.MAX, false));
        }
        return digests;
    }
}
