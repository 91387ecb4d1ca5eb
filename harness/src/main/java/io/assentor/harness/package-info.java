/**
 * The packaged server, and beside it the PostgreSQL and the Temporal of docker-compose.yml, as
 * processes that can be killed and started again. Tests and benchmarks speak to them as strangers.
 */
@NullMarked
package io.assentor.harness;

import org.jspecify.annotations.NullMarked;
