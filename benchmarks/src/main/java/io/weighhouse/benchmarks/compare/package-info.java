/**
 * Us and our peers side by side, in one process: {@code benchmarks/compare <suite> [--quick]}.
 *
 * <p>A {@link io.weighhouse.benchmarks.compare.Suite} is a list of what is measured. A {@link io.weighhouse.benchmarks.compare.Case}
 * is one piece of work done by us and by each rival, and the goals that we set ourselves for it. {@code Contest} warms all
 * of them up, then measures them in rounds, each in turn, with the order rotated from round to round, so that whatever
 * disturbs the machine disturbs everyone alike; the figure of each is its median over the rounds.
 *
 * <p>Time is CPU time, not elapsed time: a busy neighbour does not count. It is the measuring thread's own, so that the
 * garbage collector's work is not in it, which favours whoever leaves more garbage; or the whole process's, where another
 * thread does part of the work. Allocated bytes are the measuring thread's.
 *
 * <p>A {@link io.weighhouse.benchmarks.compare.Throughput} is measured in rounds too, but in elapsed time, because what it
 * waits for is a disk; a {@link io.weighhouse.benchmarks.compare.Figure} is any other number, such as bytes on the disk.
 *
 * <p>These figures are for reading the difference between two ways to do one thing on one machine. JMH benchmarks, with
 * forks and error bars, stand in {@code io.weighhouse.benchmarks}.
 */
@NullMarked
package io.weighhouse.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
