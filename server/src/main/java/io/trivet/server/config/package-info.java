/**
 * What one node is told before it starts. {@link io.trivet.server.config.Settings} is the table of every key; the rest
 * reads a YAML file and overrides by that table, and refuses what does not fit with all problems at once.
 */
@NullMarked
package io.trivet.server.config;

import org.jspecify.annotations.NullMarked;
