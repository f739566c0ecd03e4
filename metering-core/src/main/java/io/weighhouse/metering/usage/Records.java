// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The newest records, so many of each tenant and so many in all. */
final class Records {

    private final int mostOfTenant;
    private final int mostInAll;
    private final ZoneId zone;
    private final NavigableMap<Long, UsageRecord> all = new TreeMap<>();
    private final Map<TenantId, NavigableMap<Long, UsageRecord>> byTenant = new HashMap<>();

    Records(int mostOfTenant, int mostInAll, ZoneId zone) {
        this.mostOfTenant = mostOfTenant;
        this.mostInAll = mostInAll;
        this.zone = zone;
    }

    void put(UsageRecord record) {
        NavigableMap<Long, UsageRecord> ofTenant =
                byTenant.computeIfAbsent(record.id().tenant(), any -> new TreeMap<>());
        ofTenant.put(record.sequence(), record);
        all.put(record.sequence(), record);
        if (ofTenant.size() > mostOfTenant) {
            remove(ofTenant.firstKey());
        }
        if (all.size() > mostInAll) {
            remove(all.firstKey());
        }
    }

    void remove(long sequence) {
        UsageRecord removed = all.remove(sequence);
        if (removed != null) {
            TenantId tenant = removed.id().tenant();
            NavigableMap<Long, UsageRecord> ofTenant = byTenant.get(tenant);
            if (ofTenant != null) {
                ofTenant.remove(sequence);
                if (ofTenant.isEmpty()) {
                    byTenant.remove(tenant);
                }
            }
        }
    }

    void refunded(long sequence, Amount more) {
        UsageRecord record = all.get(sequence);
        if (record != null && record.money().refunded().unit().equals(more.unit())) {
            put(record.refunded(more));
        }
    }

    int size() {
        return all.size();
    }

    UsagePage page(UsageQuestion question, long before, int limit) {
        NavigableMap<Long, UsageRecord> from = all;
        Optional<TenantId> tenant = question.tenant();
        if (tenant.isPresent()) {
            from = byTenant.getOrDefault(tenant.get(), new TreeMap<>());
        }
        List<UsageRecord> page = new ArrayList<>();
        for (UsageRecord record : from.headMap(before, false).descendingMap().values()) {
            LocalDate day = LocalDate.ofInstant(record.ending().endedAt(), zone);
            if (question.days().contain(day)
                    && question.admits(record.id().tenant().value(), dimension -> value(record, day, dimension))) {
                if (page.size() == limit) {
                    return new UsagePage(
                            page, OptionalLong.of(page.get(limit - 1).sequence()));
                }
                page.add(record);
            }
        }
        return new UsagePage(page, OptionalLong.empty());
    }

    private static String value(UsageRecord record, LocalDate day, Dimension dimension) {
        return switch (dimension.kind()) {
            case DAY -> day.toString();
            case TENANT -> record.id().tenant().value();
            case WALLET -> record.call().wallet().name();
            case SKU -> record.sku();
            default -> record.call().label(dimension.label());
        };
    }
}
