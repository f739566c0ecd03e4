// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.gson.Gson;
import io.weighhouse.keyvault.secret.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What mappers to JSON make of a secret, here where all of them are on the class path and nothing is closed to them. */
class SecretInJsonTest {

    private final Secret secret = Secret.ofText("sk-1234567890");

    record Holding(String provider, Secret secret) {}

    @Test
    void jackson_asItIs_refuses() {
        ObjectMapper mapper = new ObjectMapper();
        for (Object value : List.of(secret, new Holding("openai", secret), Map.of("secret", secret), List.of(secret))) {
            assertThatThrownBy(() -> mapper.writeValueAsString(value))
                    .isInstanceOf(JsonProcessingException.class)
                    .hasMessageContaining("no properties discovered")
                    .hasMessageNotContaining("sk-1234567890");
        }
    }

    @Test
    void jackson_toldToPassOverEmptyBeans_showsNothing() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        assertThat(mapper.writeValueAsString(secret)).isEqualTo("{}");
        assertThat(mapper.writeValueAsString(new Holding("openai", secret)))
                .isEqualTo("{\"provider\":\"openai\",\"secret\":{}}");
    }

    @Test
    void jackson_toldToLookAtPrivateFields_showsNothing() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .setVisibility(PropertyAccessor.ALL, Visibility.ANY);
        assertThat(mapper.writeValueAsString(new Holding("openai", secret)))
                .isEqualTo("{\"provider\":\"openai\",\"secret\":{}}");
    }

    @Test
    void gson_whichLooksAtPrivateFields_showsNothing() {
        assertThat(new Gson().toJson(Map.of("secret", secret))).isEqualTo("{\"secret\":{}}");
    }
}
