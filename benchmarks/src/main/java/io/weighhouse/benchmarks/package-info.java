/**
 * JMH benchmarks, one class for each thing that is measured.
 *
 * <p>Build with {@code mvn -B -ntp package -pl benchmarks -am -DskipTests}, then {@code java -jar
 * benchmarks/target/benchmarks.jar -f 1 -wi 3 -i 5 -prof gc} runs all of them, and a name runs one. The figures are also
 * kept in {@code benchmarks/target/jmh-result.json}, unless {@code -rf} or {@code -rff} says otherwise. The ordinary build
 * runs each for a moment and holds it to its bytes an operation; times are never asserted. What is measured is in {@code
 * io.weighhouse.benchmarks.work}, comparisons with peers in {@code io.weighhouse.benchmarks.compare}.
 */
@NullMarked
package io.weighhouse.benchmarks;

import org.jspecify.annotations.NullMarked;
