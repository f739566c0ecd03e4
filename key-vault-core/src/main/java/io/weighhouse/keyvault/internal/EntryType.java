// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

/**
 * What an entry of a log says, by two numbers that never change their meaning.
 *
 * @param code 1 to 127
 * @param version of the list of its fields, 1 to 127
 */
public record EntryType(int code, int version) {}
