// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.testkit.Generators;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Usages within caps, and tallies of usages. */
final class CappedUsages {

    private CappedUsages() {}

    /** Counts some of each cap on meters that the cap bounds; each at most once, in any mixture. */
    static Usage within(Usage caps, Random random) {
        UsageTally usage = new UsageTally();
        for (Meter cap : caps.meters()) {
            List<Meter> bounded = boundedBy(cap);
            long left = caps.quantity(cap);
            for (int parts = random.nextInt(4); parts >= 0; parts--) {
                long part = random.nextInt(3) == 0 ? left : (long) (random.nextDouble() * left);
                usage.add(bounded.get(random.nextInt(bounded.size())), part);
                left -= part;
            }
        }
        return usage.toUsage();
    }

    private static List<Meter> boundedBy(Meter cap) {
        List<Meter> bounded = new ArrayList<>();
        Generators.meters().allValues().orElseThrow().forEach(meter -> {
            for (Meter at = meter; at != null; at = at.inheritsFrom()) {
                if (at == cap) {
                    bounded.add(meter);
                }
            }
        });
        return bounded;
    }

    static UsageTally tally(Usage usage) {
        UsageTally tally = new UsageTally();
        usage.meters().forEach(meter -> tally.set(meter, usage.quantity(meter)));
        return tally;
    }
}
