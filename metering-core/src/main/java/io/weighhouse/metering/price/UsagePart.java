// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

/**
 * A whole that providers count, or a part of one.
 *
 * <p>There are two wholes, {@link #INPUT} and {@link #OUTPUT}. What an API leaves out of its own whole (Anthropic's cached
 * tokens, xAI's reasoning) its reader has added by the time it is here. Parts of one whole do not overlap, but for two
 * cases that have parts of their own: cached sound is in {@link #CACHED} and in {@link #AUDIO_INPUT}, and so are cached
 * pictures and films in theirs.
 */
public enum UsagePart {
    /** All tokens of the prompt, cached and written ones included. */
    INPUT,
    /** Of the prompt: read from the provider's cache. */
    CACHED,
    /** Of the prompt: written to the provider's cache, for however long. */
    CACHE_WRITE,
    /** Of the written tokens: for five minutes. */
    CACHE_WRITE_5M,
    /** Of the written tokens: for an hour. */
    CACHE_WRITE_1H,
    /** Of the prompt: text, as the provider's details have it. */
    TEXT_INPUT,
    /** Of the prompt: sound, cached or not. */
    AUDIO_INPUT,
    /** Of the prompt: pictures, cached or not. */
    IMAGE_INPUT,
    /** Of the prompt: film, cached or not. */
    VIDEO_INPUT,
    /** Of the sound in the prompt: read from the cache. */
    CACHED_AUDIO,
    /** Of the pictures in the prompt: read from the cache. */
    CACHED_IMAGE,
    /** Of the film in the prompt: read from the cache. */
    CACHED_VIDEO,
    /** All tokens of the answer, reasoning included. */
    OUTPUT,
    /** Of the answer: reasoning. */
    REASONING,
    /** Of the answer: text, as the provider's details have it. */
    TEXT_OUTPUT,
    /** Of the answer: sound. */
    AUDIO_OUTPUT,
    /** Of the answer: pictures. */
    IMAGE_OUTPUT,
    /** Of the answer: film. */
    VIDEO_OUTPUT,
    /** Of the answer: predicted by the caller, and right. */
    ACCEPTED_PREDICTION,
    /** Of the answer: predicted by the caller, and wrong. */
    REJECTED_PREDICTION,
    /** What the provider says is everything together; for comparison only. */
    TOTAL;

    /** Its place in arrays of this process; it is never written down. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }
}
