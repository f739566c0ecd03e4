// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.ExpiryAction;
import io.weighhouse.ledger.HoldTerms;
import io.weighhouse.ledger.LimitLeg;
import io.weighhouse.ledger.LimitUse;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OperationId;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.ledger.PayingLeg;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.Taking;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Counted;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.RatingContext;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link CallMeter}: who pays whom, at which prices, up to which caps, under which limits.
 *
 * <p>This class is immutable and thread-safe; its builder is neither.
 */
public final class Call {

    /** How long money is held for a call unless it says otherwise. */
    public static final Duration DEFAULT_TIME_TO_LIVE = PlaceHold.USUAL_TIME_TO_LIVE;

    private static final int MAX_REFERENCE_CHARS = 200;
    private static final List<Counted> ALWAYS_COUNTED =
            List.of(Counted.REQUESTS, Counted.TOKENS, Counted.INPUT_TOKENS, Counted.OUTPUT_TOKENS);
    private static final Subjects UNLIMITED = Subjects.of("unlimited", Quota.unlimited());

    final OperationId id;
    final Trip trip;
    final Subjects subjects;
    final Overrun overrun;
    final HoldPolicy policy;
    final List<Allowance> allowances;
    final Checkpoints checkpoints;
    final AbortPolicy aborts;

    private final CrashCharge onCrash;
    private final Set<Counted> stated;

    /* What the ledger will be told, but for the amounts and the receipt. It is made when the call is, so that what a ledger
     * would not take is a mistake at once, and not when the work is done. */
    final PlaceHold hold;
    final CaptureHold capture;

    private Call(Builder builder, AccountId revenue, PinnedCard card, Usage caps) {
        this.id = builder.id;
        this.policy = builder.policy;
        Trip.Guess guess = new Trip.Guess(builder.expectedInput, builder.estimator);
        this.trip = new Trip(policy.priced(card), builder.reader, builder.context, caps, guess);
        this.subjects = builder.subjects;
        this.stated = subjects.stated();
        this.overrun = builder.overrun;
        this.allowances = List.copyOf(builder.allowances);
        this.checkpoints = builder.checkpoints;
        this.aborts = builder.aborts;
        this.onCrash = builder.onCrash;
        Amount unknown = Amount.zero(unit());
        PayingLeg paying = new PayingLeg(builder.wallet, unknown, builder.tags);
        HoldTerms terms = new HoldTerms(builder.timeToLive, ExpiryAction.RELEASE);
        this.hold = new PlaceHold(builder.id, paying, List.of(), terms, builder.intent);
        requireCountable(allowances, hold);
        Note note = new Note("", "", reference(card.card().sku()), builder.labels, "");
        Taking taking = new Taking(revenue, unknown, Overrun.REJECT);
        this.capture = new CaptureHold(builder.id, taking, CaptureHold.FINAL, List.of(), note);
    }

    /** What the ledger would not take, and what nobody could count, is a mistake at once. */
    private static void requireCountable(List<Allowance> allowances, PlaceHold hold) {
        PlaceHold legs = hold;
        for (Allowance allowance : allowances) {
            Unit unit = allowance.limit().unit();
            legs = legs.limit(new LimitLeg(allowance.counter(), Amount.zero(unit), allowance.limit()));
            Counted what = allowance.what();
            boolean isMoney = what.equals(Counted.money(hold.amount().unit()));
            if (isMoney && !unit.equals(hold.amount().unit())) {
                throw new IllegalArgumentException(
                        "must be of " + hold.amount().unit() + ": limit=" + allowance.limit());
            }
            if (!isMoney && !what.isNamed() && !ALWAYS_COUNTED.contains(what)) {
                throw new IllegalArgumentException(
                        "must be something that a call in " + hold.amount().unit() + " has: what=" + what);
            }
        }
    }

    /** The command that holds what a policy says of a quote, with a leg for each allowance. */
    PlaceHold holding(Trip quoted, long quoteMinor) {
        PlaceHold command = hold.amount(Amount.ofMinor(policy.held(quoteMinor), unit()));
        for (Allowance allowance : allowances) {
            long most = Tokens.counted(allowance.what(), quoted.caps(), command.amount());
            Amount reserved = Amount.ofMinor(most, allowance.limit().unit());
            command = command.limit(new LimitLeg(allowance.counter(), reserved, allowance.limit()));
        }
        return switch (onCrash) {
            case RELEASE -> command;
            case CAPTURE_FLOOR -> command.onExpiry(new ExpiryAction.CaptureFloor(capture.to(), Ending.floor(quoted)));
            case CAPTURE_ALL -> command.onExpiry(new ExpiryAction.CaptureAll(capture.to()));
        };
    }

    /** What the limits of a hold used, where that is not the money that is taken. */
    List<LimitUse> uses(Usage usage, Amount price) {
        if (allowances.isEmpty()) {
            return List.of();
        }
        List<LimitUse> uses = new ArrayList<>(allowances.size());
        for (Allowance allowance : allowances) {
            if (!allowance.what().equals(Counted.money(unit()))) {
                long used = usage.isEmpty() ? 0 : Tokens.counted(allowance.what(), usage, price);
                uses.add(new LimitUse(
                        allowance.counter(),
                        Amount.ofMinor(used, allowance.limit().unit())));
            }
        }
        return uses;
    }

    /** What the call takes from its limits at most, but no more than they ever have: caps are mostly far above what is used. */
    Cost reserving(Amount worst) {
        return subjects.capped(cost(trip.caps(), worst));
    }

    /** What a usage takes from the limits: tokens, and whatever else they count. */
    Cost cost(Usage usage, Amount price) {
        Cost cost = Tokens.of(usage);
        if (stated.isEmpty()) {
            return cost;
        }
        Counted money = Counted.money(price.unit());
        for (Counted counted : stated) {
            if (counted.equals(money)) {
                cost = cost.and(price);
            } else if (counted.isNamed()) {
                cost = cost.and(counted, Tokens.named(counted.name(), usage));
            }
        }
        return cost;
    }

    /** What prices and holds are in. */
    Unit unit() {
        return trip.unit();
    }

    /** A ledger's reference is shorter than a sku may be; the receipt has it whole. */
    static String reference(Sku sku) {
        String text = sku.toString();
        return text.length() <= MAX_REFERENCE_CHARS ? text : text.substring(0, MAX_REFERENCE_CHARS);
    }

    /**
     * Starts a call.
     *
     * @param id the caller's id of this logical call: the same id is never sent upstream twice
     * @param wallet who pays; of the id's tenant
     * @return a builder, whose {@code priced}, {@code paying} and {@code caps} must be said
     */
    public static Builder of(OperationId id, AccountId wallet) {
        return new Builder(id, wallet);
    }

    /** Puts a call together. Not thread-safe. */
    public static final class Builder {

        private final OperationId id;
        private final AccountId wallet;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private @Nullable AccountId revenue;
        private @Nullable PinnedCard card;
        private @Nullable Usage caps;
        private long expectedInput = Long.MAX_VALUE;
        private String intent = "";
        private Subjects subjects = UNLIMITED;
        private Duration timeToLive = DEFAULT_TIME_TO_LIVE;
        private Overrun overrun = Overrun.DEBT;
        private UsageReader reader = UsageReader.openAiChat();
        private RatingContext context = RatingContext.standard();
        private HoldPolicy policy = HoldPolicy.worstCase();
        private final List<Allowance> allowances = new ArrayList<>();
        private Set<String> tags = Set.of();
        private Checkpoints checkpoints = Checkpoints.NONE;
        private AbortPolicy aborts = AbortPolicy.STANDARD;
        private CrashCharge onCrash = CrashCharge.RELEASE;
        private TokenEstimator estimator = TokenEstimator.heuristic();

        private Builder(OperationId id, AccountId wallet) {
            this.id = id;
            this.wallet = wallet;
        }

        /**
         * Who is paid.
         *
         * @param account an account of the wallet's tenant and unit that is open and no wallet, usually of kind revenue
         * @return this builder
         */
        public Builder paying(AccountId account) {
            this.revenue = account;
            return this;
        }

        /**
         * The prices, which stay the same for this call whatever happens to the price book.
         *
         * @param prices the sku's card with the markup of whoever pays
         * @return this builder
         */
        public Builder priced(PinnedCard prices) {
            this.card = prices;
            return this;
        }

        /**
         * The most that the call may use: what it costs at worst is held.
         *
         * <p>Caps of 1,000 input and 500 output tokens hold the price of 1,000 of the dearest input class and 500 of the
         * dearest output class. A fee for the request, where the card has one, comes by itself.
         *
         * @param most quantities by meter
         * @return this builder
         */
        public Builder caps(Usage most) {
            this.caps = most;
            return this;
        }

        /**
         * What the input is taken for if the provider never says; the cap unless said here.
         *
         * @param tokens 0 or more, such as a quarter of the body's bytes
         * @return this builder
         */
        public Builder expectedInput(long tokens) {
            if (tokens < 0) {
                throw new IllegalArgumentException("must be >= 0: expectedInput=" + tokens);
            }
            this.expectedInput = tokens;
            return this;
        }

        /**
         * Who tells how many tokens the delivered text is taken for if the provider never says: one for every four bytes unless
         * said here. It is never taken for fewer than the pieces in which it came, nor for more than the caps.
         *
         * @param who asked with the number of bytes, once for each ending or checkpoint
         * @return this builder
         */
        public Builder estimator(TokenEstimator who) {
            this.estimator = who;
            return this;
        }

        /**
         * A fingerprint of the request, so that an id which comes again with another request is noticed.
         *
         * @param fingerprint such as the hexadecimal digest of the body; at most 200 characters
         * @return this builder
         */
        public Builder intent(String fingerprint) {
            this.intent = fingerprint;
            return this;
        }

        /**
         * The limits that the call counts against.
         *
         * <p>It takes one request, its tokens, its price where a limit counts money of that unit, and the quantity of the meter
         * of that name where a limit counts something named, such as {@code Counted.named("images")}.
         *
         * @param who whose limits they are, such as a key's id with its tenant, and the rules; kept with the caller, so that
         *     the limiter need not look them up for each call
         * @return this builder
         */
        public Builder limited(Subjects who) {
            this.subjects = who;
            return this;
        }

        /**
         * How long the money is held if the call never ends: {@link Call#DEFAULT_TIME_TO_LIVE} unless said here.
         *
         * @param duration longer than the longest answer takes, at most {@link PlaceHold#MAX_TIME_TO_LIVE}
         * @return this builder
         */
        public Builder timeToLive(Duration duration) {
            this.timeToLive = duration;
            return this;
        }

        /**
         * What happens when the provider reports more than the caps: {@link Overrun#DEBT} unless said here.
         *
         * @param policy the named policy; not {@link Overrun#REJECT}, because the work is done by then
         * @return this builder
         * @throws IllegalArgumentException if it is {@link Overrun#REJECT}
         */
        public Builder overrun(Overrun policy) {
            if (policy == Overrun.REJECT) {
                throw new IllegalArgumentException("must be CLAMP, TAKE_AVAILABLE or DEBT: overrun=" + policy);
            }
            this.overrun = policy;
            return this;
        }

        /**
         * A label that goes into the books with the call.
         *
         * @param name such as {@code endpoint}, 1 to 64 characters; at most 32 of them
         * @param value such as {@code /v1/chat/completions}, at most 256 characters; no personal data
         * @return this builder
         */
        public Builder label(String name, String value) {
            labels.put(name, value);
            return this;
        }

        /**
         * How the call is to be served, for prices that depend on it: in the standard tier unless said here. Cards with
         * hours need the time. What the answer itself says of tier, region and cost counts for the charge.
         *
         * @param asked the service tier and region that are asked for, the time, and what was used before in the period
         * @return this builder
         */
        public Builder served(RatingContext asked) {
            this.context = asked;
            return this;
        }

        /**
         * How the upstream's answer is read: as an OpenAI chat completion unless said here.
         *
         * @param api the reader of the provider's API
         * @return this builder
         */
        public Builder reader(UsageReader api) {
            this.reader = api;
            return this;
        }

        /**
         * How much is held: {@link HoldPolicy#worstCase} unless said here.
         *
         * @param how the policy
         * @return this builder
         */
        public Builder holding(HoldPolicy how) {
            this.policy = how;
            return this;
        }

        /**
         * A budget or an allowance that the call counts against, beside its wallet; one more with each time this is said.
         *
         * <p>What the caps could use of it is reserved together with the money, all or nothing; what the call used is booked
         * when it ends. A call that is refused, or charged nothing, has used nothing of it.
         *
         * @param limit which counter, what is counted, how much there is; at most 16, each on another counter
         * @return this builder
         */
        public Builder counting(Allowance limit) {
            allowances.add(limit);
            return this;
        }

        /**
         * What is bought, so that credit for that only may pay too.
         *
         * @param names at most 16 in all, each of 1 to 64 printable ASCII characters without spaces
         * @return this builder
         */
        public Builder tags(String... names) {
            Set<String> more = new TreeSet<>(tags);
            more.addAll(List.of(names));
            tags = more;
            return this;
        }

        /**
         * How often a stream takes what it has used so far: only when it is asked to unless said here.
         *
         * @param when after how many tokens, how much time, or both
         * @return this builder
         */
        public Builder checkpoints(Checkpoints when) {
            this.checkpoints = when;
            return this;
        }

        /**
         * What is taken if the process dies and nobody ends the call before its hold expires: {@link CrashCharge#RELEASE}
         * unless said here.
         *
         * @param charge what the expiry does
         * @return this builder
         */
        public Builder onCrash(CrashCharge charge) {
            this.onCrash = charge;
            return this;
        }

        /**
         * What the call is charged if it is cut short: {@link AbortPolicy#STANDARD} unless said here.
         *
         * @param policy the table
         * @return this builder
         */
        public Builder aborts(AbortPolicy policy) {
            this.aborts = policy;
            return this;
        }

        /**
         * The call.
         *
         * @return the call
         * @throws IllegalStateException if prices, caps or the paid account are missing
         * @throws IllegalArgumentException if an account is not of the id's tenant, the intent, the time to live, a tag or a
         *     label is out of its range, allowances are too many, two on one counter, or of money in another unit, or a flat
         *     price is in another unit
         */
        public Call build() {
            return new Call(
                    this, said(revenue, "paying(account)"), said(card, "priced(card)"), said(caps, "caps(usage)"));
        }

        private static <T> T said(@Nullable T value, String method) {
            if (value == null) {
                throw new IllegalStateException("must be said before build(): " + method);
            }
            return value;
        }
    }
}
