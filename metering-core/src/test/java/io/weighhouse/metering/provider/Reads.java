// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Reads samples, whole and in pieces. */
final class Reads {

    private Reads() {}

    static Reading whole(ProviderApi api, String body) {
        return api.reader().read(body.getBytes(UTF_8));
    }

    static UsageOutcome outcome(ProviderApi api, String body) {
        return whole(api, body).usage();
    }

    static UsageOutcome.Reported reported(ProviderApi api, String body) {
        return reported(whole(api, body));
    }

    static UsageOutcome.Reported reported(Reading reading) {
        assertThat(reading.usage()).isInstanceOf(UsageOutcome.Reported.class);
        return (UsageOutcome.Reported) reading.usage();
    }

    /** Streams it in chunks of every size, and checks that the size makes no difference. */
    static Reading streamed(ProviderApi api, byte[] stream) {
        Reading whole = streamed(api, stream, stream.length);
        for (int size = 1; size < stream.length; size += size < 100 ? 1 : 97) {
            assertThat(streamed(api, stream, size)).as("chunks of %d", size).isEqualTo(whole);
        }
        return whole;
    }

    static Reading streamed(ProviderApi api, String stream) {
        return streamed(api, stream.getBytes(UTF_8));
    }

    static Reading streamed(ProviderApi api, byte[] stream, int size) {
        StreamReader reader = api.reader().stream();
        for (int at = 0; at < stream.length; at += size) {
            reader.chunk(stream, at, Math.min(size, stream.length - at));
        }
        return reader.reading();
    }
}
