// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import io.weighhouse.money.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of draft-ietf-httpapi-ratelimit-headers-10, and joins the two. */
final class IetfFields {

    private static final String POLICY = "ratelimit-policy";
    private static final String LIMIT = "ratelimit";

    private static final List<Counted> KINDS =
            List.of(Counted.REQUESTS, Counted.TOKENS, Counted.INPUT_TOKENS, Counted.OUTPUT_TOKENS);

    /** An item of {@code RateLimit-Policy}. */
    private record Policy(String name, String partition, Counted counted, long quota) {

        UpstreamLimit alone() {
            return new UpstreamLimit(name, counted, quota, null, null);
        }
    }

    /** An item of {@code RateLimit}. */
    private record Service(
            String name,
            String partition,
            long remaining,
            @Nullable Duration time) {

        UpstreamLimit under(@Nullable Policy policy) {
            return policy == null
                    ? new UpstreamLimit(name, null, null, remaining, time)
                    : new UpstreamLimit(name, policy.counted, policy.quota, remaining, time);
        }
    }

    private IetfFields() {}

    static List<UpstreamLimit> read(UpstreamReader reader) {
        List<Policy> policies = policies(reader);
        List<Policy> alone = new ArrayList<>(policies);
        List<UpstreamLimit> limits = new ArrayList<>();
        for (Service service : services(reader)) {
            Policy policy = policyOf(service, policies);
            alone.remove(policy);
            limits.add(service.under(policy));
        }
        alone.forEach(policy -> limits.add(policy.alone()));
        return limits;
    }

    private static @Nullable Policy policyOf(Service service, List<Policy> policies) {
        Policy first = null;
        for (Policy policy : policies) {
            if (policy.name.equals(service.name)) {
                if (policy.partition.equals(service.partition)) {
                    return policy;
                }
                first = first == null ? policy : first;
            }
        }
        return first;
    }

    private static List<Policy> policies(UpstreamReader reader) {
        List<Policy> policies = new ArrayList<>();
        for (StructuredList.Item item : reader.list(POLICY)) {
            String name = name(item);
            String partition = partition(item);
            Counted counted = counted(item.parameters().get("qu"));
            Long quota = count(item.parameters().get("q"));
            if (name == null || partition == null || counted == null || quota == null) {
                reader.noteUnreadable(POLICY);
            } else {
                policies.add(new Policy(name, partition, counted, quota));
            }
        }
        return policies;
    }

    private static List<Service> services(UpstreamReader reader) {
        List<Service> services = new ArrayList<>();
        for (StructuredList.Item item : reader.list(LIMIT)) {
            String name = name(item);
            String partition = partition(item);
            Long remaining = count(item.parameters().get("r"));
            StructuredList.Value time = item.parameters().get("t");
            Long seconds = count(time);
            Duration wait = seconds == null ? null : Durations.seconds(seconds.toString());
            if (name == null || partition == null || remaining == null || (time != null && wait == null)) {
                reader.noteUnreadable(LIMIT);
            } else {
                services.add(new Service(name, partition, remaining, wait));
            }
        }
        return services;
    }

    /** Drafts before and after this one have also names without quotes. */
    private static @Nullable String name(StructuredList.Item item) {
        StructuredList.Value value = item.value();
        boolean isName = value.kind() == StructuredList.Kind.STRING || value.kind() == StructuredList.Kind.TOKEN;
        return isName && value.text().length() <= UpstreamReader.MOST_NAME_CHARS ? value.text() : null;
    }

    /** The key's base64, empty if there is none; null if it is something else. */
    private static @Nullable String partition(StructuredList.Item item) {
        StructuredList.Value key = item.parameters().get("pk");
        if (key == null) {
            return "";
        }
        return key.kind() == StructuredList.Kind.BYTES ? key.text() : null;
    }

    private static @Nullable Long count(StructuredList.@Nullable Value value) {
        return value != null && value.kind() == StructuredList.Kind.INTEGER
                ? UpstreamReader.number(value.text())
                : null;
    }

    /** What a unit counts; null if it is none. */
    private static @Nullable Counted counted(StructuredList.@Nullable Value unit) {
        if (unit == null) {
            return Counted.REQUESTS;
        }
        if (unit.kind() != StructuredList.Kind.STRING) {
            return null;
        }
        if (unit.text().equals(IetfHeaders.CONCURRENT_REQUESTS)) {
            return Counted.IN_FLIGHT;
        }
        for (Counted kind : KINDS) {
            if (kind.name().equals(unit.text())) {
                return kind;
            }
        }
        try {
            return unit.text().indexOf('/') < 0 ? Counted.named(unit.text()) : Counted.money(Unit.parse(unit.text()));
        } catch (IllegalArgumentException neither) {
            return null;
        }
    }
}
