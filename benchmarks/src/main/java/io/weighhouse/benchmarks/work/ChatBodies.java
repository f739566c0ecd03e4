// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.work;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A request for a chat completion and its answer, about 1 KB each, as OpenAI's API has them. */
public final class ChatBodies {

    private static final String TEXT = "A weighhouse was a public building where goods were weighed before they were "
            + "taxed or sold. The weigh master was sworn to use true weights, and both parties trusted them. ";

    private static final String REQUEST = """
            {"model":"sample-1","max_completion_tokens":1000,"messages":[
            {"role":"system","content":"%s"},{"role":"user","content":"%s What was it for?"}]}
            """.formatted(TEXT.repeat(2), TEXT.repeat(3));

    private static final String RESPONSE = """
            {"id":"chatcmpl-sample","object":"chat.completion","created":1767225600,"model":"sample-1","choices":[
            {"index":0,"message":{"role":"assistant","content":"%s","refusal":null,"annotations":[]},
            "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1200,"completion_tokens":350,
            "total_tokens":1550,"prompt_tokens_details":{"cached_tokens":400,"audio_tokens":0},
            "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,
            "rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_sample"}
            """.formatted(TEXT.repeat(2));

    private ChatBodies() {}

    /** {@return a request's bytes} */
    public static byte[] request() {
        return REQUEST.getBytes(UTF_8);
    }

    /** {@return the bytes of its answer, which reports 1,200 tokens in, of which 400 cached, and 350 out} */
    public static byte[] response() {
        return RESPONSE.getBytes(UTF_8);
    }
}
