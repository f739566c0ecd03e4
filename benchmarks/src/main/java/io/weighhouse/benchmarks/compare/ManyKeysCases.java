// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.weighhouse.benchmarks.rival.BucketFamily;
import io.weighhouse.benchmarks.rival.KeyedLimiter;
import io.weighhouse.benchmarks.rival.KeyedLimiter.Rate;
import io.weighhouse.benchmarks.rival.PeerLimiters;
import io.weighhouse.benchmarks.work.LimitedKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Many keys in no order, each with a rate of requests and one of tokens: looked up with each call, by name in a map or by
 * number in a slab with room for a quarter more, or kept by the caller; and each together with its team and its organisation. Net of one read of the clock.
 */
final class ManyKeysCases {

    private static final double TWICE = 0.5;
    private static final double EIGHT_TIMES = 0.125;

    private ManyKeysCases() {}

    static List<Case> all(int count) {
        int[] order = LimitedKeys.order(count);
        String[] names = LimitedKeys.names(count);
        LimitedKeys byName = LimitedKeys.byName(count);
        LimitedKeys byNumber = LimitedKeys.byNumber(count, count + count / 4);
        LimitedKeys full = LimitedKeys.byNumber(count, count);
        Body bucket4j = inAMap(TimeMeter.SYSTEM_NANOTIME, names, order);
        LimitedKeys kept = LimitedKeys.kept(count);
        LimitedKeys families = LimitedKeys.families(count);
        String keys = String.format(Locale.ROOT, "%,d keys", count);
        return List.of(
                net(keys + ", by name", byName::callByName)
                        .against("Bucket4j in a map", bucket4j, TWICE)
                        .againstWhole(
                                "Bucket4j in a map, milliseconds", inAMap(TimeMeter.SYSTEM_MILLISECONDS, names, order)),
                net(keys + ", by number in a slab", byNumber::callByNumber)
                        .against("Bucket4j in a map", bucket4j, EIGHT_TIMES),
                net(keys + ", by number in a full slab", full::callByNumber),
                net(keys + ", kept by their callers", kept::callBySubjects),
                net(keys + " with team and organisation", families::callBySubjects)
                        .against("Bucket4j, 3 buckets", PeerBodies.of(families(count), order)));
    }

    private static Case net(String name, Body ours) {
        return Case.of(name, ours)
                .netOf("clock", ClockSuite::nanoTime)
                .tellingBytes()
                .withLongTurns();
    }

    private static Body inAMap(TimeMeter clock, String[] names, int[] order) {
        KeyedLimiter limiter = KeyedLimiter.bucket4j(clock, rates(1));
        for (String name : names) {
            limiter.tryAcquire(name, 1);
        }
        return PeerBodies.of(limiter, names, order);
    }

    private static BucketFamily[] families(int count) {
        Map<Integer, Bucket> teams = new HashMap<>();
        Map<Integer, Bucket> organisations = new HashMap<>();
        return IntStream.range(0, count)
                .mapToObj(key -> new BucketFamily(
                        bucket(1),
                        teams.computeIfAbsent(LimitedKeys.team(key), team -> bucket(LimitedKeys.KEYS_OF_A_TEAM)),
                        organisations.computeIfAbsent(
                                LimitedKeys.organisation(key),
                                organisation -> bucket(LimitedKeys.KEYS_OF_AN_ORGANISATION))))
                .toArray(BucketFamily[]::new);
    }

    private static Bucket bucket(int keys) {
        return PeerLimiters.bucket4j(TimeMeter.SYSTEM_NANOTIME, rates(keys));
    }

    private static List<Rate> rates(long keys) {
        return List.of(
                new Rate(keys * LimitedKeys.REQUESTS, LimitedKeys.PERIOD),
                new Rate(keys * LimitedKeys.TOKENS, LimitedKeys.PERIOD));
    }
}
