// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of comma-separated values as RFC 4180 has them: quotes, doubled quotes, line breaks within quotes. */
final class CsvRecords {

    private static final int END = -1;
    private static final int MOST_CHARACTERS = 64 << 20;
    private static final int LONGEST_FIELD = 1 << 16;
    private static final int MOST_FIELDS = 512;

    private final Reader in;
    private int next;
    private int read;
    private int line = 1;
    private int column;
    private int recordLine = 1;

    CsvRecords(InputStream bytes) throws IOException {
        this.in = new BufferedReader(new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        advance();
        if (next == '\uFEFF') {
            column = 0;
            advance();
        }
    }

    /** The line on which the last record began. */
    int line() {
        return recordLine;
    }

    /** The next record that is not a blank line, or null at the end. */
    @Nullable
    List<String> next() throws IOException {
        while (next != END) {
            recordLine = line;
            List<String> fields = new ArrayList<>();
            fields.add(field());
            while (next == ',') {
                if (fields.size() == MOST_FIELDS) {
                    throw wrong("must be at most " + MOST_FIELDS + " fields");
                }
                advance();
                fields.add(field());
            }
            endOfRecord();
            if (fields.size() > 1 || !fields.get(0).isBlank()) {
                return fields;
            }
        }
        return null;
    }

    private String field() throws IOException {
        StringBuilder field = new StringBuilder();
        if (next != '"') {
            while (next != ',' && next != '\n' && next != '\r' && next != END) {
                if (next == '"') {
                    throw wrong("must be quoted as a whole, with its quotes doubled");
                }
                append(field);
            }
            return field.toString().strip();
        }
        advance();
        while (true) {
            if (next == END) {
                throw wrong("must end with a quote, as it began");
            }
            if (next == '"') {
                advance();
                if (next != '"') {
                    return field.toString();
                }
            }
            append(field);
        }
    }

    private void append(StringBuilder field) throws IOException {
        if (field.length() == LONGEST_FIELD) {
            throw wrong("must be at most " + LONGEST_FIELD + " characters");
        }
        field.append((char) next);
        advance();
    }

    private void endOfRecord() throws IOException {
        if (next == '\r') {
            advance();
            if (next != '\n' && next != END) {
                return; // a lone carriage return ends a line too
            }
        }
        if (next == '\n') {
            advance();
        } else if (next != END) {
            throw wrong("must be a comma or the end of the line after a quote");
        }
    }

    private void advance() throws IOException {
        if (next == '\n') {
            line++;
            column = 0;
        }
        try {
            next = in.read();
        } catch (CharacterCodingException | CharConversionException malformed) {
            throw new PriceFileException("must be UTF-8", line, column + 1, malformed);
        }
        column++;
        if (++read > MOST_CHARACTERS) {
            throw wrong("must be at most " + MOST_CHARACTERS + " characters");
        }
    }

    private PriceFileException wrong(String problem) {
        return new PriceFileException(problem, line, column, null);
    }
}
