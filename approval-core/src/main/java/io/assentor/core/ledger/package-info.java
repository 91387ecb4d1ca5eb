/**
 * The ports of the ledger: appending ({@link io.assentor.core.ledger.Ledger}), reading, and looking
 * after deliveries.
 */
@NullMarked
package io.assentor.core.ledger;

import org.jspecify.annotations.NullMarked;
