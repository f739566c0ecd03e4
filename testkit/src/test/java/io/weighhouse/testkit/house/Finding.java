// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

/**
 * One place that breaks a house rule.
 *
 * @param file path from the repository's root
 * @param line counted from 1
 * @param advice what is there and what to do about it
 */
record Finding(String file, int line, String advice) {

    @Override
    public String toString() {
        return file + ':' + line + ": " + advice;
    }
}
