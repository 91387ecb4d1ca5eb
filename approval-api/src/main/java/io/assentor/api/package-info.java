/**
 * The HTTP API: authenticates, parses, calls {@link io.assentor.core.Approvals} or a reader, and
 * answers. It knows no SQL, no Temporal and no channel.
 */
@NullMarked
package io.assentor.api;

import org.jspecify.annotations.NullMarked;
