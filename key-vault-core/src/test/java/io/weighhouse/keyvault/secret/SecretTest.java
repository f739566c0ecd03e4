// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTest {

    @Test
    void bytes_areCopiedInAndOut() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.ofBytes(bytes);
        bytes[0] = 9;
        assertThat(secret.bytes(SecretAccess.get())).containsExactly(1, 2, 3);
        secret.bytes(SecretAccess.get())[0] = 9;
        assertThat(secret.bytes(SecretAccess.get())).containsExactly(1, 2, 3);
        assertThat(Secret.ofText("schlüssel").text(SecretAccess.get())).isEqualTo("schlüssel");
    }

    @Test
    void close_wipesAndRefusesFurtherUse() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.owning(bytes);
        secret.close();
        secret.close();
        assertThat(bytes).containsExactly(0, 0, 0);
        assertThatThrownBy(() -> secret.bytes(SecretAccess.get()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("must not be closed: Secret[redacted]");
        assertThatThrownBy(() -> secret.text(SecretAccess.get())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void secret_showsNothingOfItself() {
        Secret secret = Secret.ofText("sk-1234567890");
        assertThat(secret).hasToString("Secret[redacted]").isNotEqualTo(Secret.ofText("sk-1234567890"));
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(secret))
                .isInstanceOf(NotSerializableException.class);
    }

    private record Holding(String provider, Secret secret) {}

    @Test
    void secret_inARecord_showsNothingEither() {
        Secret secret = Secret.ofText("sk-1234567890");
        assertThat(new Holding("openai", secret))
                .hasToString("Holding[provider=openai, secret=Secret[redacted]]")
                .isEqualTo(new Holding("openai", secret))
                .isNotEqualTo(new Holding("openai", Secret.ofText("sk-1234567890")));
        assertThat(secret.hashCode()).as("that of the object").isEqualTo(System.identityHashCode(secret));
    }

    @Test
    void isEqualTo_comparesTheBytes() {
        Secret secret = Secret.ofText("sk-1234567890");
        assertThat(secret.isEqualTo(secret)).isTrue();
        assertThat(secret.isEqualTo(Secret.ofText("sk-1234567890"))).isTrue();
        assertThat(secret.isEqualTo(Secret.ofText("sk-1234567891"))).isFalse();
        assertThat(secret.isEqualTo(Secret.ofText("sk-123456789"))).isFalse();
        Secret closed = Secret.ofText("sk-1234567890");
        closed.close();
        assertThatThrownBy(() -> secret.isEqualTo(closed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.isEqualTo(secret)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void fields_areTransient() {
        assertThat(Secret.class.getDeclaredFields())
                .filteredOn(field -> !Modifier.isStatic(field.getModifiers()))
                .isNotEmpty()
                .allMatch(field -> Modifier.isTransient(field.getModifiers()));
    }

    @Test
    void of_nothingOrTooMuch_isRefused() {
        assertThatThrownBy(() -> Secret.ofText("")).hasMessage("must be 1 to 65536 bytes: secret has 0");
        assertThatThrownBy(() -> Secret.ofBytes(new byte[65_537]))
                .hasMessage("must be 1 to 65536 bytes: secret has 65537");
    }

    @ParameterizedTest
    @CsvSource({
        "sk-1234567890123456789012345, sk-12...45",
        "sk-123456789012345678901234, ...",
        "short, ...",
        "'has a space at the front, so', ...",
        "'123456789012345678901234567 ', ..."
    })
    void mask_ofASecret_showsAQuarterAtMost(String secret, String mask) {
        assertThat(SecretMask.of(secret.getBytes(StandardCharsets.UTF_8))).isEqualTo(mask);
    }

    @Test
    void mask_ofBytesThatAreNoText_isHidden() {
        assertThat(SecretMask.of(new byte[64])).isEqualTo("...");
        assertThat(SecretMask.of("ключключключключключ".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("...");
    }

    @Test
    void holder_namesThatDoNotFitTheScope_areRefused() {
        assertThatThrownBy(() -> new SecretHolder(Scope.PLATFORM, "acme", "")).hasMessageContaining("tenant=\"acme\"");
        assertThatThrownBy(() -> new SecretHolder(Scope.PLATFORM, "", "x")).hasMessageContaining("name=\"x\"");
        assertThatThrownBy(() -> new SecretHolder(Scope.TENANT, "acme", "x")).hasMessageContaining("name=\"x\"");
        assertThatThrownBy(() -> SecretHolder.tenant("")).hasMessageContaining("tenant=\"\"");
        assertThatThrownBy(() -> SecretHolder.team("acme", "")).hasMessageContaining("name=\"\"");
        assertThatThrownBy(() -> SecretHolder.personal("acme", "a b")).hasMessageContaining("name=\"a b\"");
    }

    @Test
    void slotAndPlace_badParts_areNamed() {
        ProviderId provider = new ProviderId("openai");
        assertThatThrownBy(() -> new ProviderId("open ai")).hasMessageContaining("provider=\"open ai\"");
        assertThatThrownBy(() -> new SecretSlot(SecretHolder.platform(), provider).place("a b", 1))
                .hasMessageContaining("field=\"a b\"");
        assertThatThrownBy(() -> new SecretSlot(SecretHolder.platform(), provider).place("api_key", 0))
                .hasMessage("must be >= 1: revision=0");
    }
}
