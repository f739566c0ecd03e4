// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A decision of a limiter in memory, and the permit it gave: one object, because every admitted call allocates it.
 *
 * <p>This class is thread-safe.
 */
final class LocalDecision extends Standing implements Decision, Permit {

    private static final AtomicIntegerFieldUpdater<LocalDecision> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(LocalDecision.class, "ended");

    private final Engine engine;

    @SuppressWarnings("UnusedVariable") // Used through ENDED only.
    private volatile int ended;

    LocalDecision(Engine engine, boolean wantsPermit) {
        super(wantsPermit);
        this.engine = engine;
    }

    @Override
    public @Nullable LimitState binding() {
        int binding = bindingIndex();
        return binding < 0 ? null : state(binding);
    }

    @Override
    public Permit permit() {
        if (!wantsPermit() || !allowed()) {
            throw new IllegalStateException("must have taken something to have a permit: decision=" + this);
        }
        return this;
    }

    @Override
    public void settle(Cost actual) {
        // Before anything is ended by it: a cost that does not state what is counted is a mistake.
        for (int i = 0; i < size(); i++) {
            actual.quantity(limit(i).counted());
        }
        end(actual);
    }

    @Override
    public void release() {
        end(cost().nothing());
    }

    @Override
    public void close() {
        end(cost());
    }

    private void end(Cost actual) {
        if (ENDED.compareAndSet(this, 0, 1)) {
            engine.settle(this, actual);
        }
    }

    /** Tells the limits of a subject, whose words are locked and may have another layout by now, how the permit ends. */
    void settle(int subject, Seat seat, Ending ending) {
        Seat taken = seat(subject);
        if (taken == null) {
            return;
        }
        Layout layout = seat.layout();
        boolean open = layout.close(seat.words(), seat.at(), birth(subject));
        Ending charged = new Ending(ending.actual(), ending.now(), false);
        for (int i = 0; i < taken.layout().size(); i++) {
            Rule rule = taken.layout().rule(i);
            Rule current = layout == taken.layout() ? rule : layout.continuing(rule);
            if (current != null && isTaken(subject, i)) {
                // What has begun to count since knows nothing of this permit: then it is only charged.
                boolean known = open && layout.knows(current, seat.words(), birth(subject));
                if (known || overruns(rule, ending.actual())) {
                    Ending effective = known ? ending : charged;
                    current.settle(
                            seat.words(),
                            seat.at(),
                            new Settling(rule, mark(subject, i), rule.permits(cost()), effective));
                }
            }
        }
    }

    /** Whether more was used than reserved of what a rule counts. */
    boolean overruns(Rule rule, Cost actual) {
        return rule.permits(actual) > rule.permits(cost());
    }

    /** Whether more was used than reserved of anything that a layout's rules count. */
    boolean overruns(Layout layout, Cost actual) {
        for (int i = 0; i < layout.size(); i++) {
            if (overruns(layout.rule(i), actual)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the reason and how each limit stands} */
    @Override
    public String toString() {
        return reason() + " " + states();
    }
}
