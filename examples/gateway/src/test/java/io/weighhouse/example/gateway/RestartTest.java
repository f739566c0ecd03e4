// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SealedCredential;
import io.weighhouse.keyvault.secret.SealedSecret;
import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.secret.SecretAccess;
import io.weighhouse.keyvault.secret.SecretHolder;
import io.weighhouse.keyvault.secret.SecretSlot;
import io.weighhouse.keyvault.secret.SecretVault;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is stopped and started again on the same folder. */
class RestartTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void start_again_keepsBalancesHoldsStatementAndKeys() throws IOException, InterruptedException {
        String callerKey;
        String adminKey;
        JsonNode balance;
        JsonNode usage;
        try (Running first = start()) {
            callerKey = first.house.callerKey;
            adminKey = first.house.adminKey;
            Client caller = Client.of(first.base(), callerKey);
            assertThat(caller.chat("c-1", "Weigh this", false).statusCode()).isEqualTo(200);
            assertThat(caller.chat("c-2", "And this", true).statusCode()).isEqualTo(200);
            Client.of(first.base(), adminKey).credits("pay-1");
            first.house
                    .ledger
                    .hold(PlaceHold.of(
                            first.house.wallet.tenant().operation("cut-short"),
                            first.house.wallet,
                            Amount.of("3", House.CREDIT)))
                    .orThrow();
            balance = caller.get("/v1/balance");
            usage = caller.get("/v1/usage");
        }
        assertThat(balance.path("held").asText()).isEqualTo("3.000000");
        try (Running second = start()) {
            assertThat(second.house.callerKey).as("shown once").isEmpty();
            Client caller = Client.of(second.base(), callerKey);
            assertThat(caller.get("/v1/balance")).isEqualTo(balance);
            assertThat(caller.get("/v1/usage")).isEqualTo(usage);
            assertThat(usage.path("data")).hasSize(4);
            assertThat(Client.of(second.base(), adminKey)
                            .credits("pay-1")
                            .path("replayed")
                            .asBoolean())
                    .isTrue();
            assertThat(caller.get("/v1/balance")).isEqualTo(balance);
            assertThat(second.house
                            .ledger
                            .trialBalance(second.house.wallet.tenant())
                            .balanced())
                    .isTrue();
        }
    }

    @Test
    void start_again_answersRepeatedIdsWithoutATripUpstream() throws IOException, InterruptedException {
        String callerKey;
        String settled;
        String failed;
        try (Running first = start()) {
            callerKey = first.house.callerKey;
            Client caller = Client.of(first.base(), callerKey);
            assertThat(caller.chat("c-1", "Weigh this", false).statusCode()).isEqualTo(200);
            assertThat(caller.chat("c-2", "!fail", false).statusCode()).isEqualTo(502);
            settled = caller.chat("c-1", "Weigh this", false).body();
            failed = caller.chat("c-2", "!fail", false).body();
        }
        try (Running second = start()) {
            Client caller = Client.of(second.base(), callerKey);
            HttpResponse<String> again = caller.chat("c-1", "Weigh this", false);
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(Client.codeOf(again)).isEqualTo("ALREADY_SETTLED");
            assertThat(again.body()).isEqualTo(settled);
            assertThat(caller.chat("c-2", "!fail", false).body()).isEqualTo(failed);
            assertThat(caller.chat("c-1", "Something else", false).statusCode()).isEqualTo(422);
            assertThat(Objects.requireNonNull(second.loopback).served()).isZero();
            assertThat(caller.chat("c-3", "Weigh this", false).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void start_keysWereDeleted_issuesNewOnesAndTheOldAreNoLongerGood() throws IOException, InterruptedException {
        String lost;
        try (Running first = start()) {
            lost = first.house.callerKey;
        }
        assertThat(folder.resolve("keys.log"))
                .content(StandardCharsets.ISO_8859_1)
                .doesNotContain(lost.substring(lost.length() - 38));
        Files.delete(folder.resolve("keys.log"));
        try (Running second = start()) {
            assertThat(Client.of(second.base(), lost)
                            .get("/v1/balance")
                            .at("/error/code")
                            .asText())
                    .isEqualTo("INVALID_API_KEY");
            assertThat(Client.of(second.base(), second.house.callerKey)
                            .get("/v1/balance")
                            .path("available")
                            .asText())
                    .isEqualTo("100.000000");
        }
    }

    @Test
    void storage_folderThatIsInUse_isRefused() throws IOException {
        try (Storage storage = Storage.in(folder)) {
            assertThatThrownBy(() -> Storage.in(folder))
                    .isInstanceOf(LedgerStoreException.class)
                    .hasMessageContaining("in use");
            assertThat(storage.where()).endsWith(folder.toString());
        }
    }

    @Test
    void storage_keyFileIsDamaged_isRefusedAndLeavesTheJournalFree() throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.log"), "no key\n");
        assertThatThrownBy(() -> Storage.in(folder))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageStartingWith("the key file is unusable at byte 0, is no log: ");
        Files.delete(keys);
        try (Storage storage = Storage.in(folder)) {
            assertThat(storage.ledger().trialBalance(TenantId.of("demo")).rows())
                    .isEmpty();
        }
    }

    @Test
    void start_again_providersKeyIsSealedIntoItsNextRevision() throws IOException {
        start().close();
        start().close();
        assertThat(folder.resolve("secrets.log"))
                .content(StandardCharsets.ISO_8859_1)
                .doesNotContain("loopback-key");
        SecretSlot slot = new SecretSlot(SecretHolder.platform(), new ProviderId("openai"));
        try (Storage storage = Storage.in(folder)) {
            SealedCredential sealed =
                    storage.secrets().find(slot).toCompletableFuture().join().orElseThrow();
            assertThat(sealed.revision()).isEqualTo(2);
            SealedSecret apiKey =
                    Objects.requireNonNull(sealed.fields().sealed().get("api_key"));
            try (Secret opened = SecretVault.of(storage.masterKeys()).open(slot.place("api_key", 2), apiKey)) {
                assertThat(opened.text(SecretAccess.get())).isEqualTo("loopback-key");
            }
        }
    }

    private Running start() throws IOException {
        return Running.start(Setup.of(Prices.builtIn(), Storage.in(folder)));
    }
}
