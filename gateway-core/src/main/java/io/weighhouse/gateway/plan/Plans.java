// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The plans that are sold, by name.
 *
 * <p>{@code Plans.of(free, starter, pro)}. A plan that replaces another of its name counts from the next call on for whoever has
 * it; the credit of the month that runs stays as it was granted.
 *
 * <p>This class is thread-safe.
 */
public final class Plans {

    private volatile Map<String, Plan> byName;

    private Plans(Map<String, Plan> byName) {
        this.byName = Map.copyOf(byName);
    }

    /**
     * These plans.
     *
     * @param plans each with a name of its own
     * @return the catalogue
     * @throws IllegalArgumentException if two have the same name
     */
    public static Plans of(Plan... plans) {
        Map<String, Plan> byName = new TreeMap<>();
        for (Plan plan : plans) {
            if (byName.put(plan.name(), plan) != null) {
                throw new IllegalArgumentException("must be one plan of each name: " + Arrays.toString(plans));
            }
        }
        return new Plans(byName);
    }

    /**
     * The plan of a name.
     *
     * @param name the name
     * @return the plan, empty if there is none
     */
    public Optional<Plan> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The plan of a name that must be there.
     *
     * @param name the name
     * @return the plan
     * @throws IllegalArgumentException if there is none
     */
    public Plan require(String name) {
        Plan plan = byName.get(name);
        if (plan == null) {
            throw new IllegalArgumentException("must be one of " + names() + ": plan=" + name);
        }
        return plan;
    }

    /**
     * Adds a plan, or puts it in the place of the one of its name.
     *
     * @param plan the plan
     */
    public synchronized void put(Plan plan) {
        Map<String, Plan> after = new TreeMap<>(byName);
        after.put(plan.name(), plan);
        byName = Map.copyOf(after);
    }

    /** {@return the names of all, in their order} */
    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
