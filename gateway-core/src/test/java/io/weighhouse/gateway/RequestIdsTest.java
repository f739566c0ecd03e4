// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    private final AtomicLong epochMillis = new AtomicLong(1_800_000_000_000L);

    @Test
    void next_anyMoment_isTimeThenRandomInTwentyThreeDigits() {
        assertThat(ids(bits(0)).next()).isEqualTo("req_01mcc5rm00" + "0000000000000");
        assertThat(ids(bits(-1)).next()).isEqualTo("req_01mcc5rm00" + "fzzzzzzzzzzzz");
        epochMillis.set(0);
        assertThat(ids(bits(1)).next()).isEqualTo("req_0000000000" + "0000000000001");
    }

    @Test
    void next_laterMilliseconds_sortAfterEarlierOnes() {
        RequestIds ids = ids(new SecureRandom());
        List<String> made = new ArrayList<>();
        for (int step = 0; step < 1_000; step++) {
            made.add(ids.next());
            epochMillis.addAndGet(1 + 37L * step);
        }
        assertThat(made).isSorted();
    }

    @Test
    void next_oneMillisecond_isUniqueAllTheSame() {
        RequestIds ids = ids(new SecureRandom());
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next());
        }
        assertThat(made).hasSize(10_000);
    }

    private RequestIds ids(RandomGenerator random) {
        return new RequestIds(() -> Instant.ofEpochMilli(epochMillis.get()), random);
    }

    private static RandomGenerator bits(long bits) {
        return () -> bits;
    }
}
