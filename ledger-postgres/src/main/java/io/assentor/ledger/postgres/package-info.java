/**
 * The ledger on PostgreSQL 15 or later: migrations, the command transaction, search, tail and
 * tending. The one database, embedded or served; there is no second dialect.
 */
@NullMarked
package io.assentor.ledger.postgres;

import org.jspecify.annotations.NullMarked;
