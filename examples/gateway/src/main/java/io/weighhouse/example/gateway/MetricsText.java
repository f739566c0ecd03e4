// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

/** Prometheus' text format, version 0.0.4. */
final class MetricsText {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();
    private String name = "";

    /** Begins a family; the samples after it are its. */
    void family(String familyName, String type, String help) {
        name = familyName;
        String shown = help.replace("\\", "\\\\").replace("\n", "\\n");
        text.append("# HELP ").append(name).append(' ').append(shown).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** A sample with a label. */
    void sample(String label, String value, String figure) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        text.append(name)
                .append('{')
                .append(label)
                .append("=\"")
                .append(escaped)
                .append("\"} ")
                .append(figure)
                .append('\n');
    }

    /** The only sample of its family. */
    void sample(long figure) {
        text.append(name).append(' ').append(figure).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
