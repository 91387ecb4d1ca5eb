/**
 * The ports of the record: what appends to it ({@link io.assentor.core.ledger.Ledger}), what reads
 * it, and what looks after deliveries.
 */
@NullMarked
package io.assentor.core.ledger;

import org.jspecify.annotations.NullMarked;
