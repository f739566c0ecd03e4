// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import java.util.Map;

/** What usage is summed by, but for the day. */
record GroupKey(String tenant, String wallet, String sku, Map<String, String> labels) {

    GroupKey {
        labels = Map.copyOf(labels);
    }

    /** The group of whatever came when there was no room for a group of its own. */
    GroupKey ofTenantOnly() {
        return new GroupKey(tenant, "", "", Map.of());
    }

    static GroupKey nobody() {
        return new GroupKey("", "", "", Map.of());
    }

    boolean isCustomersKey() {
        return "CUSTOMER".equals(labels.get("payer"));
    }

    String value(Dimension dimension) {
        return switch (dimension.kind()) {
            case TENANT -> tenant;
            case WALLET -> wallet;
            case SKU -> sku;
            case LABEL -> labels.getOrDefault(dimension.label(), "");
            default -> "";
        };
    }
}
