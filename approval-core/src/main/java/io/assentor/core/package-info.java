/**
 * The commands ({@link io.assentor.core.Approvals}), authorization ({@link
 * io.assentor.core.Authority}) and their helpers. The packages below it layer in this order, each
 * importing only those before it: {@code json} and {@code text}, {@code call}, {@code policy},
 * {@code people}, {@code approval}, {@code ledger}, {@code channel}. All of them import {@code
 * java.*} only: no clock, no I/O, no framework.
 */
@NullMarked
package io.assentor.core;

import org.jspecify.annotations.NullMarked;
