/**
 * What the store offers, as operations with limits and deadlines: linearizable and stale reads, writes, the cluster.
 *
 * <p>Its futures complete on this package's worker threads and fail with {@link
 * io.trivet.server.service.FailureException} alone. It knows nothing of HTTP.
 */
@NullMarked
package io.trivet.server.service;

import org.jspecify.annotations.NullMarked;
