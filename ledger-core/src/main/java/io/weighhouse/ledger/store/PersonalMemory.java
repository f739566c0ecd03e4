// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Personal records that are gone with the process. */
final class PersonalMemory implements PersonalRecords.Storage {

    private final Map<Long, PersonalRecord> records = new HashMap<>();
    private long next;

    @Override
    public void open(PersonalRecords.Found found) {
        records.forEach((place, record) -> found.record(record, place));
    }

    @Override
    public long append(PersonalRecord record) {
        records.put(next, record);
        return next++;
    }

    @Override
    public PersonalRecord read(long place) throws IOException {
        PersonalRecord record = records.get(place);
        if (record == null) {
            throw new IOException("no record at place=" + place);
        }
        return record;
    }

    @Override
    public void erase(List<Long> places) {
        places.forEach(records::remove);
    }

    @Override
    public void verify() {
        // Nothing is stored that could differ.
    }

    @Override
    public void copyTo(JournalFiles target) throws IOException {
        throw new IOException("these records are in memory only");
    }

    @Override
    public void close() {
        records.clear();
    }
}
