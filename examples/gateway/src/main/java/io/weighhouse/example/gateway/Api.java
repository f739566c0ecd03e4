// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.provider.UsageReader;
import java.util.List;

/** What the gateway knows of each API that it speaks; {@link CallRoute} does the rest for all of them. */
@SuppressWarnings("ImmutableEnumChecker") // nothing changes its lists
enum Api {
    CHAT("openai", ProviderApi.OPENAI_CHAT, Bounds.CHAT, List.of("max_completion_tokens", "max_tokens")),
    RESPONSES("openai", ProviderApi.OPENAI_RESPONSES, Bounds.RESPONSES, List.of("max_output_tokens")),
    EMBEDDINGS("openai", ProviderApi.OPENAI_EMBEDDINGS, Bounds.EMBEDDINGS, List.of()),
    MESSAGES("anthropic", ProviderApi.ANTHROPIC_MESSAGES, Bounds.MESSAGES, List.of("max_tokens")),
    GENERATE_CONTENT(
            "gemini",
            ProviderApi.GOOGLE_GENERATE_CONTENT,
            Bounds.GENERATE_CONTENT,
            List.of("generationConfig.maxOutputTokens"));

    private final String provider;
    private final ProviderApi answers;
    private final Bounds bounds;
    private final List<String> caps;

    Api(String provider, ProviderApi answers, Bounds bounds, List<String> caps) {
        this.provider = provider;
        this.answers = answers;
        this.bounds = bounds;
        this.caps = caps;
    }

    /** Whose API it is, as the skus of the price book say it. */
    String provider() {
        return provider;
    }

    UsageReader reader() {
        return answers.reader();
    }

    Bounds bounds() {
        return bounds;
    }

    /** Where the cap on output stands, the one that counts first; empty if there is no output to cap. */
    List<String> caps() {
        return caps;
    }

    /** The clients' family. */
    Dialect dialect() {
        return switch (this) {
            case CHAT, RESPONSES, EMBEDDINGS -> Dialect.OPENAI;
            case MESSAGES -> Dialect.ANTHROPIC;
            case GENERATE_CONTENT -> Dialect.GEMINI;
        };
    }

    /** Whether a stream tells its usage only when it is asked to. */
    boolean asksForUsage() {
        return this == CHAT;
    }
}
