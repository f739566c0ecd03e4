// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.LimitState;
import io.weighhouse.metering.limit.Permit;
import io.weighhouse.metering.limit.RateLimiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order, one call after the other, in which a limiter gives the answers that threads were given: the search of
 * Wing and Gong.
 *
 * <p>A call that had returned before another one was made comes before it. What is promised to be one step must be one: an
 * admission for all its subjects at once, with how they all stand. The rest is promised for each subject alone, so a
 * refusal, a look, the end of a permit and a reset are a step for each of their subjects, in their order.
 *
 * <p>The second limiter is asked about one subject at a time only, and is used by one thread.
 */
final class SequentialOrder {

    private final Supplier<RateLimiter> fresh;
    private final List<List<Step>> threads = new ArrayList<>();
    private final int[] done;
    private final Deque<Step> order = new ArrayDeque<>();

    /** Has done all steps of the order but the last; null when a step was taken back, since a limiter cannot do that. */
    private @Nullable Replay replay;

    private SequentialOrder(Supplier<RateLimiter> fresh, List<List<RecordedCall>> calls) {
        this.fresh = fresh;
        for (List<RecordedCall> ofThread : calls) {
            threads.add(ofThread.stream().flatMap(call -> steps(call).stream()).toList());
        }
        this.done = new int[threads.size()];
    }

    /** Whether there is such an order of the calls of these threads. */
    static boolean explains(Supplier<RateLimiter> fresh, List<List<RecordedCall>> calls) {
        return new SequentialOrder(fresh, calls).search();
    }

    private boolean search() {
        boolean complete = true;
        for (int thread = 0; thread < done.length; thread++) {
            if (done[thread] < threads.get(thread).size()) {
                complete = false;
                Step step = threads.get(thread).get(done[thread]);
                if (mayBeNext(step)) {
                    order.addLast(step);
                    done[thread]++;
                    if (isAsAnswered() && search()) {
                        return true;
                    }
                    done[thread]--;
                    order.removeLast();
                    replay = null;
                }
            }
        }
        return complete;
    }

    private boolean mayBeNext(Step step) {
        for (int other = 0; other < done.length; other++) {
            List<Step> steps = threads.get(other);
            if (done[other] < steps.size() && steps.get(done[other]).call.isBefore(step.call)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the last step of the order is explained by those before, which are known to be. */
    private boolean isAsAnswered() {
        if (replay != null) {
            return replay.isSame(order.getLast());
        }
        replay = new Replay(fresh.get(), new HashMap<>());
        boolean same = true;
        for (Step step : order) {
            same = replay.isSame(step);
        }
        return same;
    }

    private static List<Step> steps(RecordedCall call) {
        boolean isOneStep = switch (call.kind) {
            case ACQUIRE, TRY_ACQUIRE -> call.passed();
            default -> false;
        };
        if (isOneStep) {
            return List.of(new Step(call, call.parties));
        }
        return call.parties.stream()
                .map(party -> new Step(call, List.of(party)))
                .toList();
    }

    private record Step(RecordedCall call, List<Party> parties) {}

    private record Open(RecordedCall call, Party party) {}

    private record Replay(RateLimiter limiter, Map<Open, Permit> permits) {

        boolean isSame(Step step) {
            RecordedCall call = step.call;
            Party first = step.parties.get(0);
            switch (call.kind) {
                case ACQUIRE -> {
                    return call.passed() ? admits(step) : isSeen(call, first);
                }
                case TRY_ACQUIRE -> {
                    return limiter.tryAcquire(first.alone(), call.cost) == call.passed();
                }
                case PEEK -> {
                    return isSeen(call, first);
                }
                case RESET -> limiter.reset(first.alone());
                default -> end(call, first);
            }
            return true;
        }

        private boolean admits(Step step) {
            List<LimitState> states = new ArrayList<>();
            for (Party party : step.parties) {
                Decision decision = limiter.acquire(party.alone(), step.call.cost);
                if (!decision.allowed()) {
                    return false;
                }
                states.addAll(decision.states());
                permits.put(new Open(step.call, party), decision.permit());
            }
            return states.equals(step.call.decision().states());
        }

        /** Whether a subject stands as it was told, and waits as long, or shorter if another one is said to be binding. */
        private boolean isSeen(RecordedCall call, Party party) {
            Decision told = call.decision();
            Decision now = limiter.peek(party.alone(), call.cost);
            String name = Long.toString(party.id());
            List<LimitState> states = told.states().stream()
                    .filter(state -> state.subject().equals(name))
                    .toList();
            LimitState binding = told.binding();
            if (binding == null || !binding.subject().equals(name)) {
                return now.states().equals(states) && now.retryAfterNanos() <= told.retryAfterNanos();
            }
            return now.states().equals(states)
                    && now.reason() == told.reason()
                    && now.retryAfterNanos() == told.retryAfterNanos()
                    && binding.equals(now.binding());
        }

        private void end(RecordedCall call, Party party) {
            Permit permit = call.taken == null ? null : permits.get(new Open(call.taken, party));
            if (permit != null) {
                permit.settle(call.kind == RecordedCall.Kind.SETTLE ? call.cost : Cost.none());
            }
        }
    }
}
