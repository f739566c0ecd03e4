// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import io.weighhouse.metering.price.PriceBook;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Plain prices by model as comma-separated values, as a spreadsheet saves them.
 *
 * <p>The first line names the columns, in any order. There are two shapes. With a line for each model:
 *
 * <pre>
 *   provider,model,currency,input_per_million,cached_input_per_million,output_per_million
 *   openai,gpt-4o,USD,2.50,1.25,10
 * </pre>
 *
 * <p>makes the card of {@code openai/gpt-4o} with 0.0000025 USD for an input token. A column of a price is a meter's id, whose
 * {@code _tokens} or {@code _millis} may be left out, and {@code _per_one}, {@code _per_thousand}, {@code _per_million}, or for
 * time {@code _per_second}, {@code _per_minute}, {@code _per_hour}. An empty field says no price; a zero says free. With a line
 * for each price:
 *
 * <pre>
 *   sku,meter,per,price
 *   openai/gpt-4o,input_tokens,million,2.50
 *   openai/gpt-4o,output_tokens,million,10
 * </pre>
 *
 * <p>Either shape names the model in {@code provider} and {@code model} or in {@code sku}, and may have {@code currency}
 * (USD without it) and {@code max_output_tokens}.
 *
 * <p>A value that cannot be used skips its model with all of its lines, and the report says the line: a part of the prices
 * would be the wrong price. A token price above 0.001 USD is {@linkplain SkipReason#IMPLAUSIBLE quarantined}. A file whose
 * columns are not these, whose lines have more or fewer fields, or whose quotes do not match is no such file. Quoting is that
 * of RFC 4180; files are UTF-8 of up to 64 Mi characters, fields up to 65,536.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class CsvPriceFile implements PriceFile {

    /** The format. */
    public CsvPriceFile() {}

    @Override
    public PriceImport read(InputStream in, String version) throws IOException {
        PriceBook.Builder book = PriceBook.builder(version);
        CsvRecords records = new CsvRecords(in);
        List<String> header = records.next();
        if (header == null) {
            throw new PriceFileException("must have a line that names the columns", 1, 1, null);
        }
        CsvRows rows = new CsvRows(CsvColumns.of(header, records.line()));
        for (List<String> row = records.next(); row != null; row = records.next()) {
            if (row.size() != header.size()) {
                throw new PriceFileException(
                        "must have " + header.size() + " fields: has " + row.size(), records.line(), 1, null);
            }
            rows.add(row, records.line());
        }
        ImportTally tally = new ImportTally();
        int taken = rows.addTo(book, tally);
        return new PriceImport(book.build(), tally.report(taken));
    }
}
