// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import static io.weighhouse.metering.price.UsageCounts.ABSENT;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a partition of wholes and parts, once.
 *
 * <p>First the parts of the prompt are made disjoint: cached sound is taken out of the cached tokens and out of the sound.
 * Then the parts are compared with their whole, and what they leave of it is plain input or output.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array, never kept
final class Partitioning {

    /* Of the prompt, in the order in which clamping gives way: the cheapest class first. */
    private static final int CACHED = 0;
    private static final int CACHED_IMAGE = 1;
    private static final int CACHED_VIDEO = 2;
    private static final int CACHED_AUDIO = 3;
    private static final int IMAGE = 4;
    private static final int VIDEO = 5;
    private static final int AUDIO = 6;
    private static final int WRITE_5M = 7;
    private static final int WRITE_1H = 8;
    private static final Meter[] INPUT_METERS = {
        Meter.CACHED_INPUT_TOKENS,
        Meter.CACHED_IMAGE_INPUT_TOKENS,
        Meter.CACHED_VIDEO_INPUT_TOKENS,
        Meter.CACHED_AUDIO_INPUT_TOKENS,
        Meter.IMAGE_INPUT_TOKENS,
        Meter.VIDEO_INPUT_TOKENS,
        Meter.AUDIO_INPUT_TOKENS,
        Meter.CACHE_WRITE_5M_TOKENS,
        Meter.CACHE_WRITE_1H_TOKENS
    };
    private static final Meter[] OUTPUT_METERS = {
        Meter.REASONING_TOKENS, Meter.IMAGE_OUTPUT_TOKENS, Meter.VIDEO_OUTPUT_TOKENS, Meter.AUDIO_OUTPUT_TOKENS
    };

    /** By which meter a part has a price of its own, by the part's ordinal. */
    private static final @Nullable Meter[] METERS = byPart(Map.ofEntries(
            Map.entry(UsagePart.CACHED, Meter.CACHED_INPUT_TOKENS),
            Map.entry(UsagePart.CACHE_WRITE, Meter.CACHE_WRITE_5M_TOKENS),
            Map.entry(UsagePart.CACHE_WRITE_5M, Meter.CACHE_WRITE_5M_TOKENS),
            Map.entry(UsagePart.CACHE_WRITE_1H, Meter.CACHE_WRITE_1H_TOKENS),
            Map.entry(UsagePart.AUDIO_INPUT, Meter.AUDIO_INPUT_TOKENS),
            Map.entry(UsagePart.IMAGE_INPUT, Meter.IMAGE_INPUT_TOKENS),
            Map.entry(UsagePart.VIDEO_INPUT, Meter.VIDEO_INPUT_TOKENS),
            Map.entry(UsagePart.REASONING, Meter.REASONING_TOKENS),
            Map.entry(UsagePart.AUDIO_OUTPUT, Meter.AUDIO_OUTPUT_TOKENS),
            Map.entry(UsagePart.IMAGE_OUTPUT, Meter.IMAGE_OUTPUT_TOKENS),
            Map.entry(UsagePart.VIDEO_OUTPUT, Meter.VIDEO_OUTPUT_TOKENS)));

    private final UsageCounts counts;
    private final PricingPolicy policy;
    private final Predicate<Meter> priced;
    private final List<String> flags = new ArrayList<>();
    private final boolean pricedInput;
    private final boolean pricedOutput;
    private @Nullable String contradiction;
    private boolean takesTheLarger;

    /** {@code priced} tells whether a card has a price of its own for a meter; asked under PRICED_PARTS only. */
    Partitioning(UsageCounts counts, PricingPolicy policy, Predicate<Meter> priced) {
        this.counts = counts;
        this.policy = policy;
        this.priced = priced;
        this.pricedInput = policy.answer(PolicyQuestion.PARTS_ABOVE_INPUT) == PolicyAnswer.PRICED_PARTS;
        this.pricedOutput = policy.answer(PolicyQuestion.PARTS_ABOVE_OUTPUT) == PolicyAnswer.PRICED_PARTS;
    }

    private static @Nullable Meter[] byPart(Map<UsagePart, Meter> meters) {
        @Nullable Meter[] byPart = new Meter[UsagePart.values().length];
        meters.forEach((part, meter) -> byPart[part.ordinal()] = meter);
        return byPart;
    }

    Partition result() {
        UsageTally usage = new UsageTally();
        long[] input = inputParts();
        long[] output = {
            raw(UsagePart.REASONING),
            raw(UsagePart.IMAGE_OUTPUT),
            raw(UsagePart.VIDEO_OUTPUT),
            raw(UsagePart.AUDIO_OUTPUT)
        };
        put(usage, Meter.INPUT_TOKENS, input, INPUT_METERS, PolicyQuestion.PARTS_ABOVE_INPUT);
        put(usage, Meter.OUTPUT_TOKENS, output, OUTPUT_METERS, PolicyQuestion.PARTS_ABOVE_OUTPUT);
        Usage others = counts.others();
        for (Meter meter : others.meters()) {
            usage.set(meter, others.quantity(meter));
        }
        if (contradiction != null) {
            return new Partition.Contradictory(conservative(), contradiction);
        }
        return new Partition.Agreed(takesTheLarger ? conservative() : usage.toUsage(), flags);
    }

    /** The parts of the prompt, disjoint; absent ones are absent. */
    private long[] inputParts() {
        long[] parts = new long[INPUT_METERS.length];
        long cachedAudio = raw(UsagePart.CACHED_AUDIO);
        long cachedImage = raw(UsagePart.CACHED_IMAGE);
        long cachedVideo = raw(UsagePart.CACHED_VIDEO);
        long audio = raw(UsagePart.AUDIO_INPUT);
        long cached = raw(UsagePart.CACHED);
        if (cachedAudio == ABSENT && audio > 0 && cached > 0) {
            cachedAudio = cachedAudioBeyondText(cached, audio);
        }
        parts[CACHED_AUDIO] = cachedAudio;
        parts[CACHED_IMAGE] = cachedImage;
        parts[CACHED_VIDEO] = cachedVideo;
        parts[CACHED] = without(cached, "CACHED", cachedAudio, cachedImage, cachedVideo);
        parts[AUDIO] = without(audio, "AUDIO_INPUT", cachedAudio);
        parts[IMAGE] = without(raw(UsagePart.IMAGE_INPUT), "IMAGE_INPUT", cachedImage);
        parts[VIDEO] = without(raw(UsagePart.VIDEO_INPUT), "VIDEO_INPUT", cachedVideo);
        parts[WRITE_1H] = raw(UsagePart.CACHE_WRITE_1H);
        parts[WRITE_5M] = writtenForFiveMinutes(parts[WRITE_1H]);
        if (pricedInput) {
            joinUnpricedKinds(parts);
        }
        return parts;
    }

    /** Cached sound, pictures and film without a price of their own are cached tokens like any, or stay in the whole. */
    private void joinUnpricedKinds(long[] parts) {
        for (int kind = CACHED_IMAGE; kind <= CACHED_AUDIO; kind++) {
            if (!priced.test(INPUT_METERS[kind])) {
                if (parts[kind] > 0 && priced.test(Meter.CACHED_INPUT_TOKENS)) {
                    parts[CACHED] = Math.max(0, parts[CACHED]) + parts[kind];
                }
                parts[kind] = ABSENT;
            }
        }
    }

    /** What is not said to be for an hour is for five minutes: that is the usual time. */
    private long writtenForFiveMinutes(long forAnHour) {
        long whole = raw(UsagePart.CACHE_WRITE);
        long said = raw(UsagePart.CACHE_WRITE_5M);
        if (whole == ABSENT) {
            return said;
        }
        long split = Math.max(0, said) + Math.max(0, forAnHour);
        if (split > whole) {
            decide(PolicyQuestion.PARTS_ABOVE_INPUT, "CACHE_WRITE=" + whole + " is less than its parts=" + split);
            return said;
        }
        return whole - Math.max(0, forAnHour);
    }

    /** How much of the sound must have been cached, if cached tokens are taken for text as far as there is text. */
    private long cachedAudioBeyondText(long cached, long audio) {
        if (policy.answer(PolicyQuestion.CACHED_AUDIO_UNKNOWN) == PolicyAnswer.REFUSE && isPriced(cached, audio)) {
            contradict("how much of AUDIO_INPUT=" + audio + " was among CACHED=" + cached + " is not said");
            return ABSENT;
        }
        long text = orZero(UsagePart.INPUT)
                - audio
                - orZero(UsagePart.IMAGE_INPUT)
                - orZero(UsagePart.VIDEO_INPUT)
                - written();
        long beyond = Math.min(audio, cached - Math.max(0, text));
        return beyond > 0 ? beyond : ABSENT;
    }

    private boolean isPriced(long cached, long audio) {
        return (cached == 0 || priced.test(Meter.CACHED_INPUT_TOKENS))
                && (audio == 0 || priced.test(Meter.AUDIO_INPUT_TOKENS));
    }

    private long written() {
        return Math.max(
                orZero(UsagePart.CACHE_WRITE), orZero(UsagePart.CACHE_WRITE_5M) + orZero(UsagePart.CACHE_WRITE_1H));
    }

    /** The count of a part; absent where it has no price and the policy leaves such parts in their whole. */
    private long raw(UsagePart part) {
        Meter meter = METERS[part.ordinal()];
        if (meter == null || counts.raw(part) == ABSENT) {
            return counts.raw(part);
        }
        boolean stays = (meter.isPrompt() ? pricedInput : pricedOutput) && !priced.test(meter);
        return stays ? ABSENT : counts.raw(part);
    }

    private long orZero(UsagePart part) {
        return Math.max(0, raw(part));
    }

    private long without(long whole, String name, long... parts) {
        if (whole == ABSENT && pricedInput) {
            return ABSENT; // it has no price, and so its parts may have
        }
        long sum = 0;
        for (long part : parts) {
            sum += Math.max(0, part);
        }
        if (sum > Math.max(0, whole)) {
            decide(
                    PolicyQuestion.PARTS_ABOVE_INPUT,
                    name + '=' + Math.max(0, whole) + " is less than its cached parts=" + sum);
            return whole == ABSENT ? ABSENT : 0;
        }
        return whole == ABSENT ? ABSENT : whole - sum;
    }

    private void put(UsageTally usage, Meter rest, long[] parts, Meter[] meters, PolicyQuestion question) {
        boolean input = rest == Meter.INPUT_TOKENS;
        long whole = counts.raw(input ? UsagePart.INPUT : UsagePart.OUTPUT);
        long text = counts.raw(input ? UsagePart.TEXT_INPUT : UsagePart.TEXT_OUTPUT);
        long sum = 0;
        for (long part : parts) {
            sum += Math.max(0, part);
        }
        if (sum > Math.max(0, whole)) {
            decide(question, (input ? "INPUT=" : "OUTPUT=") + Math.max(0, whole) + " is less than its parts=" + sum);
            if (policy.answer(question) == PolicyAnswer.CLAMP) {
                cut(parts, sum - Math.max(0, whole));
            }
        }
        long left = whole == ABSENT ? ABSENT : Math.max(0, whole - sum);
        if (left > 0 && text != ABSENT) {
            left = byDetail(input, left, text, orZero(UsagePart.CACHED));
        }
        set(usage, rest, left);
        for (int i = 0; i < parts.length; i++) {
            set(usage, meters[i], parts[i]);
        }
    }

    /** Where the details name less text than is left, somebody has to be right. */
    private long byDetail(boolean input, long left, long text, long cached) {
        PolicyQuestion question = input ? PolicyQuestion.TEXT_BELOW_INPUT : PolicyQuestion.TEXT_BELOW_OUTPUT;
        // Cached text is text: the detail may include it.
        long most = input ? left + cached : left;
        if (text >= left || policy.answer(question) != PolicyAnswer.DETAIL) {
            if (text < left || text > most) {
                flags.add((input ? "TEXT_INPUT=" : "TEXT_OUTPUT=") + text + " is not what the whole leaves=" + left);
            }
            return left;
        }
        flags.add((input ? "TEXT_INPUT=" : "TEXT_OUTPUT=") + text + " billed instead of " + left);
        return text;
    }

    private static void cut(long[] parts, long tooMany) {
        long left = tooMany;
        for (int i = 0; i < parts.length && left > 0; i++) {
            long taken = Math.min(left, Math.max(0, parts[i]));
            parts[i] -= taken;
            left -= taken;
        }
    }

    private void decide(PolicyQuestion question, String what) {
        switch (policy.answer(question)) {
            case REFUSE, PRICED_PARTS -> contradict(what);
            case CONSERVATIVE -> {
                takesTheLarger = true;
                flags.add(what);
            }
            default -> flags.add(what);
        }
    }

    private void contradict(String what) {
        contradiction = contradiction == null ? what : contradiction;
    }

    /** Everything at the price of its family: the larger of whole and parts. */
    private Usage conservative() {
        long written = Math.max(
                counts.orZero(UsagePart.CACHE_WRITE),
                counts.orZero(UsagePart.CACHE_WRITE_5M) + counts.orZero(UsagePart.CACHE_WRITE_1H));
        long cachedParts = counts.orZero(UsagePart.CACHED_AUDIO)
                + counts.orZero(UsagePart.CACHED_IMAGE)
                + counts.orZero(UsagePart.CACHED_VIDEO);
        long input = Math.max(counts.orZero(UsagePart.CACHED), cachedParts)
                + written
                + counts.orZero(UsagePart.AUDIO_INPUT)
                + counts.orZero(UsagePart.IMAGE_INPUT)
                + counts.orZero(UsagePart.VIDEO_INPUT);
        long output = counts.orZero(UsagePart.REASONING)
                + counts.orZero(UsagePart.AUDIO_OUTPUT)
                + counts.orZero(UsagePart.IMAGE_OUTPUT)
                + counts.orZero(UsagePart.VIDEO_OUTPUT);
        Usage usage = Usage.tokens(
                Math.max(input, counts.orZero(UsagePart.INPUT)), Math.max(output, counts.orZero(UsagePart.OUTPUT)));
        for (Meter meter : counts.others().meters()) {
            usage = usage.with(meter, counts.others().quantity(meter));
        }
        return usage;
    }

    private static void set(UsageTally usage, Meter meter, long tokens) {
        if (tokens != ABSENT) {
            usage.set(meter, tokens);
        }
    }
}
