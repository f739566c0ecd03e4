// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.CrashRuns;
import io.weighhouse.keyvault.internal.SimulatedDisk;
import io.weighhouse.keyvault.internal.Stages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Commands for stores of secrets, all of which succeed when they are done in their order. */
final class SecretWork {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final int SLOTS = 5;

    private final Random random;
    private final SealedSecretStore model = SealedSecretStore.inMemory();
    private final List<Command> commands = new ArrayList<>();

    /** One command; with its number a failure can be found. */
    record Command(int number, Function<SealedSecretStore, CompletionStage<Boolean>> call) {}

    private SecretWork(long seed) {
        this.random = new Random(seed);
    }

    static List<Command> commands(long seed, int count) {
        SecretWork work = new SecretWork(seed);
        while (work.commands.size() < count) {
            Function<SealedSecretStore, CompletionStage<Boolean>> call = work.next();
            if (Stages.await(call.apply(work.model))) {
                work.commands.add(new Command(work.commands.size(), call));
            }
        }
        return work.commands;
    }

    /** The runs over a store whose file is written anew as soon as most of it is dead. */
    static CrashRuns<FileSealedSecretStore, Command> runs(long minimumDeadBytes) {
        return new CrashRuns<>(
                disk -> {
                    FileSealedSecretStore store = open(disk, minimumDeadBytes);
                    return new CrashRuns.Opened<>(store, store::close);
                },
                SecretWork::run,
                SecretWork::state);
    }

    static FileSealedSecretStore open(SimulatedDisk disk, long minimumDeadBytes) {
        return new FileSealedSecretStore(StoreFile.at(CrashRuns.PATH).minimumDeadBytes(minimumDeadBytes), disk);
    }

    private static void run(SealedSecretStore store, Command command) {
        if (!Stages.await(command.call.apply(store))) {
            throw new IllegalStateException("must be accepted: command " + command.number);
        }
    }

    /** What is in the slots, the numbers of all of them, and the policies. */
    static Object state(SealedSecretStore store) {
        List<Object> state = new ArrayList<>(Stages.await(store.scan(null, 1000)));
        IntStream.range(0, SLOTS).mapToObj(SecretWork::slot).forEach(slot -> {
            state.add(Stages.await(store.latest(slot)));
            state.add(Stages.await(store.findPolicy("acme", slot.provider())));
        });
        return state;
    }

    private Function<SealedSecretStore, CompletionStage<Boolean>> next() {
        SecretSlot slot = slot(random.nextInt(SLOTS));
        SlotVersion last = Stages.await(model.latest(slot));
        return switch (random.nextInt(5)) {
            case 0 -> store -> store.delete(slot, last.version());
            case 1 -> {
                long version = Stages.await(model.findPolicy("acme", slot.provider()))
                                .map(FallbackPolicy::version)
                                .orElse(0L)
                        + 1;
                Consent consent = new Consent("ann", NOW, "terms " + commands.size());
                FallbackPolicy policy =
                        new FallbackPolicy("acme", slot.provider(), OnRejection.PLATFORM, consent, version);
                yield store -> store.putPolicy(policy);
            }
            case 2 -> {
                SealedCredential again = credential(slot, Math.max(1, last.revision()), last.version() + 1);
                yield store -> store.put(again);
            }
            default -> {
                SealedCredential next = credential(slot, last.revision() + 1, last.version() + 1);
                yield store -> store.put(next);
            }
        };
    }

    private SealedCredential credential(SecretSlot slot, long revision, long version) {
        SealedSecret sealed = new SealedSecret("wh1.1.a." + "x".repeat(random.nextInt(900)) + commands.size(), "...");
        return new SealedCredential(
                slot,
                revision,
                version,
                new CredentialFields(Map.of("api_key", sealed), Map.of("region", "Zürich")),
                new CredentialState(CredentialState.Status.OK, 0, new SecretEvent(SecretEvent.Kind.SAVED, "ann", NOW)));
    }

    private static SecretSlot slot(int number) {
        return new SecretSlot(SecretHolder.tenant("acme"), new ProviderId("provider-" + number));
    }
}
