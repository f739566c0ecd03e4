// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import io.weighhouse.ledger.TenantId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Texts about people, kept beside the books so that they can be erased: the books have only a reference to them.
 *
 * <p>{@code put(acme, "user-17", "Ann Lee, ann@example.org")} gives {@code pd1.} and 64 hexadecimal digits, the SHA-256 of 16
 * random bytes and the text; it goes into a note's reference or into one of its labels. {@code erase(acme, "user-17")} takes
 * text and random bytes away, after which nobody can tell from the reference what it was. No event changes, so that an audit
 * of the books stays clean.
 *
 * <p>Whoever erases is certain of it once the call returns. Copies are beyond its reach: a backup has what it had when it was
 * made.
 *
 * <p>This class is thread-safe; one call at a time goes on, and waits on the calling thread.
 */
public final class PersonalRecords {

    private static final String PREFIX = "pd1.";
    private static final int MOST_RECORDS = 1 << 24;

    private final ReentrantLock lock = new ReentrantLock();
    private final Storage storage;
    private final RandomGenerator random;
    private final int mostRecords;
    private final Map<PersonalRecord.Digest, Long> places = new HashMap<>();
    private final Map<PersonalRecord.Digest, List<PersonalRecord.Digest>> subjects = new HashMap<>();
    private @Nullable LedgerStoreException unusable;

    /** Keeps records, each at a place of its own. */
    interface Storage extends Closeable {

        /** Shows all records that are there and not erased. */
        void open(Found found) throws IOException;

        /** Keeps a record for good; after a {@link NoRoomException} it is as if nothing had been asked. */
        long append(PersonalRecord record) throws IOException;

        PersonalRecord read(long place) throws IOException;

        /** Erases for good. */
        void erase(List<Long> places) throws IOException;

        /** Reads all there is, and throws if something is not as it was written. */
        void verify() throws IOException;

        void copyTo(JournalFiles target) throws IOException;
    }

    /** Is shown records. */
    interface Found {
        void record(PersonalRecord record, long place);
    }

    PersonalRecords(Storage storage, RandomGenerator random, int mostRecords) {
        this.storage = storage;
        this.random = random;
        this.mostRecords = mostRecords;
    }

    static PersonalRecords inMemory(RandomGenerator random) {
        return new PersonalRecords(new PersonalMemory(), random, MOST_RECORDS);
    }

    /** Those in the files of a journal, which nobody else uses meanwhile. */
    static PersonalRecords open(JournalFiles files, RandomGenerator random) throws IOException {
        PersonalFile file = new PersonalFile(files);
        PersonalRecords records = new PersonalRecords(file, random, MOST_RECORDS);
        boolean opened = false;
        try {
            file.open(records::add);
            opened = true;
            return records;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private void add(PersonalRecord record, long place) {
        PersonalRecord.Digest digest = record.digest();
        places.put(digest, place);
        subjects.computeIfAbsent(record.subjectKey(), subject -> new ArrayList<>(1))
                .add(digest);
    }

    /**
     * Keeps a text until its subject is erased; each call makes a record of its own, for equal texts too.
     *
     * @param tenant whose it is
     * @param subject whom it is about: a pseudonym of 1 to 200 characters, by which it is erased
     * @param text at most 65,536 bytes of UTF-8
     * @return the reference, 68 characters; what it refers to is as durable as the store makes it
     * @throws IllegalArgumentException if subject or text is out of range, or has half a surrogate pair
     * @throws LedgerStoreException if it could not be kept; it may be there all the same, to be erased with its subject
     */
    public String put(TenantId tenant, String subject, String text) {
        lock.lock();
        try {
            checkUsable();
            if (places.size() >= mostRecords) {
                throw new LedgerStoreException("no more personal records: records=" + places.size(), true, null);
            }
            PersonalRecord record = PersonalRecord.of(tenant, subject, text, random);
            add(record, storage.append(record));
            return PREFIX + HexFormat.of().formatHex(record.digest().bytes());
        } catch (NoRoomException full) {
            throw new LedgerStoreException("no room on the disk for personal records", true, full);
        } catch (IOException failed) {
            throw fail(failed);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The text that a reference stands for.
     *
     * @param tenant whose it is
     * @param reference what {@link #put} gave; anything else stands for nothing
     * @return the text; empty if it was erased, was never there, or is another tenant's
     * @throws LedgerStoreException if it cannot be read
     * @throws DamagedJournalException if it is not as it was written
     */
    public Optional<String> get(TenantId tenant, String reference) {
        PersonalRecord.Digest digest = digest(reference);
        lock.lock();
        try {
            checkUsable();
            Long place = digest == null ? null : places.get(digest);
            if (place == null) {
                return Optional.empty();
            }
            PersonalRecord record = storage.read(place);
            return record.isOf(tenant) ? Optional.of(record.text()) : Optional.empty();
        } catch (IOException failed) {
            throw new LedgerStoreException("personal record cannot be read: " + failed.getMessage(), true, failed);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Erases all records of a subject, with the random bytes that went into their references.
     *
     * @param tenant whose they are
     * @param subject as it was put
     * @return how many they were; 0 if there is none, or none any more
     * @throws IllegalArgumentException if the subject is not 1 to 200 characters, or has half a surrogate pair
     * @throws LedgerStoreException if it failed; some may be erased and some not, so erase again once the store is opened
     */
    public int erase(TenantId tenant, String subject) {
        PersonalRecord.Digest key = PersonalRecord.subjectKey(tenant, subject);
        lock.lock();
        try {
            checkUsable();
            List<PersonalRecord.Digest> digests = subjects.getOrDefault(key, List.of());
            List<Long> erased = new ArrayList<>();
            for (PersonalRecord.Digest digest : digests) {
                Long place = places.get(digest);
                if (place != null) {
                    erased.add(place);
                }
            }
            storage.erase(erased);
            digests.forEach(places::remove);
            subjects.remove(key);
            return erased.size();
        } catch (IOException failed) {
            throw fail(failed);
        } finally {
            lock.unlock();
        }
    }

    private static PersonalRecord.@Nullable Digest digest(String reference) {
        if (!reference.matches("pd1\\.[0-9a-f]{64}")) {
            return null;
        }
        return PersonalRecord.Digest.of(HexFormat.of().parseHex(reference, PREFIX.length(), reference.length()));
    }

    /** What is on the disk is not known any more until the store is opened again. */
    private LedgerStoreException fail(IOException failed) {
        LedgerStoreException thrown = new LedgerStoreException(
                "personal records are unusable until the store is opened again: " + failed.getMessage(), false, failed);
        unusable = thrown;
        return thrown;
    }

    private void checkUsable() {
        if (unusable != null) {
            throw new LedgerStoreException(String.valueOf(unusable.getMessage()), true, unusable);
        }
    }

    /** Reads all there is, and throws if something is not as it was written. */
    void verify() throws IOException {
        lock.lock();
        try {
            checkUsable();
            storage.verify();
        } finally {
            lock.unlock();
        }
    }

    void copyTo(JournalFiles target) throws IOException {
        lock.lock();
        try {
            checkUsable();
            storage.copyTo(target);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            unusable = new LedgerStoreException("store is closed", true, null);
            storage.close();
        } catch (IOException failed) {
            throw new LedgerStoreException(
                    "personal records were not closed cleanly: " + failed.getMessage(), true, failed);
        } finally {
            lock.unlock();
        }
    }
}
