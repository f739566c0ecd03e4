// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.CrashRuns;
import io.weighhouse.keyvault.internal.SimulatedDisk;
import io.weighhouse.keyvault.internal.Stages;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Commands for stores of keys, all of which succeed when they are done in their order. */
final class KeyWork {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    private final Random random;
    private final List<KeyRecord> records = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private int digests;

    /** One command; with its number a failure can be found. */
    record Command(int number, Function<KeyRecordStore, CompletionStage<?>> call) {}

    private KeyWork(long seed) {
        this.random = new Random(seed);
    }

    static List<Command> commands(long seed, int count) {
        KeyWork work = new KeyWork(seed);
        while (work.commands.size() < count) {
            work.next();
        }
        return work.commands;
    }

    /** The runs over a store whose file is written anew as soon as most of it is dead. */
    static CrashRuns<FileKeyRecordStore, Command> runs(long minimumDeadBytes) {
        return new CrashRuns<>(
                disk -> {
                    FileKeyRecordStore store = open(disk, minimumDeadBytes);
                    return new CrashRuns.Opened<>(store, store::close);
                },
                KeyWork::run,
                KeyWork::state);
    }

    static FileKeyRecordStore open(SimulatedDisk disk, long minimumDeadBytes) {
        return new FileKeyRecordStore(StoreFile.at(CrashRuns.PATH).minimumDeadBytes(minimumDeadBytes), disk);
    }

    private static void run(KeyRecordStore store, Command command) {
        Object answer = Stages.await(command.call.apply(store));
        if (Boolean.FALSE.equals(answer)) {
            throw new IllegalStateException("must be accepted: command " + command.number);
        }
    }

    /** Every record but its last use, which a power cut may take. */
    static Object state(KeyRecordStore store) {
        return Stages.await(store.scan(null, 1000)).stream()
                .map(record -> record.toBuilder().lastUsedAt(null).build())
                .toList();
    }

    private void next() {
        int kind = records.isEmpty() ? 0 : random.nextInt(8);
        int at = records.isEmpty() ? 0 : random.nextInt(records.size());
        switch (kind) {
            case 0, 1 -> {
                KeyRecord record = record("key_" + records.size());
                records.add(record);
                add(store -> store.insert(record));
            }
            case 2, 3, 4 -> {
                KeyRecord next = records.get(at)
                        .changed(event(KeyEvent.Kind.RENAMED))
                        .name("name " + commands.size())
                        .build();
                records.set(at, next);
                add(store -> store.update(next));
            }
            case 5 -> {
                KeyRecord next = records.get(at)
                        .changed(event(KeyEvent.Kind.REHASHED))
                        .hash(KeyHash.of("h1.2", digest(digests++)))
                        .build();
                records.set(at, next);
                add(store -> store.update(next));
            }
            case 6 -> {
                KeyRecord successor = record("key_" + records.size());
                KeyRecord superseded = records.get(at)
                        .changed(event(KeyEvent.Kind.SUPERSEDED))
                        .supersession(new Supersession(successor.id(), NOW.plusSeconds(60)))
                        .build();
                records.set(at, superseded);
                records.add(successor);
                add(store -> store.rotate(superseded, successor));
            }
            default -> {
                KeyUse use = new KeyUse("acme", records.get(at).id(), NOW.plusSeconds(commands.size()));
                add(store -> store.recordUses(List.of(use)));
            }
        }
    }

    private void add(Function<KeyRecordStore, CompletionStage<?>> call) {
        commands.add(new Command(commands.size(), call));
    }

    private KeyRecord record(String id) {
        return KeyRecord.builder(
                        new KeyId(id), Owner.tenant("acme").user("ann"), KeyHash.of(KeyHash.SHA_256, digest(digests++)))
                .name("Zürich")
                .terms(new KeyTerms(
                        "live",
                        new KeyAccess(Set.of("read"), Set.of("https://*.acme.com")),
                        new KeyValidity(NOW, NOW.plusSeconds(60)),
                        "starter",
                        Map.of("note", "x")))
                .createdAt(NOW)
                .lastEvent(event(KeyEvent.Kind.ISSUED))
                .build();
    }

    static KeyEvent event(KeyEvent.Kind kind) {
        return new KeyEvent(kind, "ann", NOW);
    }

    static KeyDigest digest(int number) {
        return KeyDigest.ofBytes(
                ByteBuffer.allocate(KeyDigest.LENGTH).putInt(0, number).array());
    }
}
