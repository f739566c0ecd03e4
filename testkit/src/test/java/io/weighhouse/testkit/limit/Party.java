// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import java.util.List;

/** One of those who are limited, by number, so that an array may keep it as well as a map. */
record Party(long id, Quota quota) {

    static Subjects subjects(List<Party> parties) {
        Subjects subjects = Subjects.of(parties.get(0).id, parties.get(0).quota);
        for (Party party : parties.subList(1, parties.size())) {
            subjects = subjects.and(party.id, party.quota);
        }
        return subjects;
    }

    Subjects alone() {
        return Subjects.of(id, quota);
    }

    @Override
    public String toString() {
        return Long.toString(id);
    }
}
