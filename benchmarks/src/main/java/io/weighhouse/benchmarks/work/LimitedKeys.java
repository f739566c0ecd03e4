// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.LocalRateLimiter;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.limit.Subjects;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Many keys that call in no order, each always admitted by a rate of requests and one of tokens, and with some of either
 * used.
 *
 * <p>A name is the same string each time, so that its hash code is known: to ours as to a rival's map. What belongs to the
 * keys lies in memory by their numbers, if in any order, and not as they call: that would be a help which no server has.
 * This class is for one thread.
 */
public final class LimitedKeys {

    /** Requests of each key in {@link #PERIOD}, one a second. */
    public static final long REQUESTS = 1_000_000;

    /** Tokens of each key in {@link #PERIOD}, a hundred a second. */
    public static final long TOKENS = 100_000_000;

    /** So long that nobody comes to the end of the burst, and nobody's is ever whole again. */
    public static final Duration PERIOD = Duration.ofSeconds(1_000_000);

    private static final Quota QUOTA = quota(1);
    private static final Cost COST = Cost.of(1, 100, 20);
    /** Keys of a team. */
    public static final int KEYS_OF_A_TEAM = 100;

    /** Keys of an organisation. */
    public static final int KEYS_OF_AN_ORGANISATION = 5_000;

    private final LocalRateLimiter limiter;
    private final String[] names;
    private final Subjects[] subjects;
    private final int[] order;
    private int next;

    private LimitedKeys(LocalRateLimiter limiter, String[] names, Subjects[] subjects) {
        this.limiter = limiter;
        this.names = names;
        this.subjects = subjects;
        this.order = order(names.length);
    }

    /**
     * Keys whose names are looked up with each call.
     *
     * @param count how many, 1 or more
     * @return the keys, each of which has called once
     */
    public static LimitedKeys byName(int count) {
        LocalRateLimiter limiter = limiter(count);
        String[] names = names(count);
        for (String name : names) {
            limiter.tryAcquire(name, QUOTA, COST);
        }
        return new LimitedKeys(limiter, names, new Subjects[0]);
    }

    /**
     * Keys with numbers for names, in a slab.
     *
     * @param count how many, 1 or more
     * @param room for how many there is; a full slab has no place for some of the last ones
     * @return the keys, each of which has called once
     */
    public static LimitedKeys byNumber(int count, int room) {
        LocalRateLimiter limiter = RateLimiter.local()
                .maximumSubjects(room)
                .slab(QUOTA.limits().size())
                .nonDurable()
                .build();
        for (int key = 0; key < count; key++) {
            limiter.tryAcquire(number(key), QUOTA, COST);
        }
        return new LimitedKeys(limiter, new String[count], new Subjects[0]);
    }

    /**
     * Keys whose callers keep their {@link Subjects}.
     *
     * @param count how many, 1 or more
     * @return the keys, each of which has called once
     */
    public static LimitedKeys kept(int count) {
        return kept(limiter(count), count, key -> Subjects.of(name(key), QUOTA));
    }

    /**
     * Keys that are limited together with their team, of 100 keys, and their organisation, of 5,000: two rates each, six
     * rules for a call.
     *
     * @param count how many, 1 or more
     * @return the keys, each of which has called once
     */
    public static LimitedKeys families(int count) {
        Quota ofTeam = quota(KEYS_OF_A_TEAM);
        Quota ofOrganisation = quota(KEYS_OF_AN_ORGANISATION);
        return kept(
                limiter(2 * count + 1),
                count,
                key -> Subjects.of(name(key), QUOTA)
                        .and("team_" + team(key), ofTeam)
                        .and("organisation_" + organisation(key), ofOrganisation));
    }

    private static LimitedKeys kept(LocalRateLimiter limiter, int count, IntFunction<Subjects> of) {
        Subjects[] subjects = IntStream.range(0, count).mapToObj(of).toArray(Subjects[]::new);
        for (Subjects each : subjects) {
            limiter.tryAcquire(each, COST);
        }
        return new LimitedKeys(limiter, names(count), subjects);
    }

    private static LocalRateLimiter limiter(int subjects) {
        return RateLimiter.local().maximumSubjects(subjects).nonDurable().build();
    }

    private static Quota quota(long keys) {
        return Quota.of(Limit.requests("rpm", keys * REQUESTS, PERIOD), Limit.tokens("tpm", keys * TOKENS, PERIOD));
    }

    /**
     * The numbers of the keys in the order of their calls, the same each time.
     *
     * @param count how many
     * @return 0 to {@code count} - 1, shuffled
     */
    public static int[] order(int count) {
        int[] order = new int[count];
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /**
     * The name of each key.
     *
     * @param count how many
     * @return their names by their numbers
     */
    public static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(LimitedKeys::name).toArray(String[]::new);
    }

    /**
     * The number that a slab knows a key by.
     *
     * @param key counted from 0
     * @return a number that looks like chance, as that of a database's key may
     */
    public static long number(int key) {
        return (key + 1) * 0x9E37_79B9_7F4A_7C15L;
    }

    private static String name(int key) {
        return "acme/key_" + key;
    }

    /**
     * The team of a key.
     *
     * @param key its number
     * @return the team's number
     */
    public static int team(int key) {
        return key / KEYS_OF_A_TEAM;
    }

    /**
     * The organisation of a key.
     *
     * @param key its number
     * @return the organisation's number
     */
    public static int organisation(int key) {
        return key / KEYS_OF_AN_ORGANISATION;
    }

    /**
     * So many calls of the next keys, by name.
     *
     * @param calls how many
     * @return how many passed
     */
    public long callByName(int calls) {
        long passed = 0;
        for (int i = 0; i < calls; i++) {
            passed += limiter.tryAcquire(names[next()], QUOTA, COST) ? 1 : 0;
        }
        return passed;
    }

    /**
     * So many calls of the next keys, by number.
     *
     * @param calls how many
     * @return how many passed
     */
    public long callByNumber(int calls) {
        long passed = 0;
        for (int i = 0; i < calls; i++) {
            passed += limiter.tryAcquire(number(next()), QUOTA, COST) ? 1 : 0;
        }
        return passed;
    }

    /**
     * So many calls of the next keys, by what their callers keep.
     *
     * @param calls how many
     * @return how many passed
     */
    public long callBySubjects(int calls) {
        long passed = 0;
        for (int i = 0; i < calls; i++) {
            passed += limiter.tryAcquire(subjects[next()], COST) ? 1 : 0;
        }
        return passed;
    }

    private int next() {
        int now = next;
        next = now + 1 == order.length ? 0 : now + 1;
        return order[now];
    }
}
