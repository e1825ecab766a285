/** What single steps in the path of a request cost, measured with JMH by {@code bin/bench micro}. */
package io.trivet.server.benchmark;
