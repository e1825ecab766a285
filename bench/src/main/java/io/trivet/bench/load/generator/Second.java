package io.trivet.bench.load.generator;

/**
 * One second of a run.
 *
 * @param at its end, in seconds since the run began
 * @param answered calls that were answered in it
 * @param failed calls that failed in it
 * @param p50 latency in milliseconds of what was answered in it, 0 if nothing was
 * @param longest the longest of them
 */
public record Second(double at, long answered, long failed, double p50, double p99, double longest) {}
