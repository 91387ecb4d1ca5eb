/**
 * The approval as a pure value that rules on commands, the one way in ({@link
 * io.assentor.core.Approvals}) and the ports it needs. Imports {@code java.*} only; no clock, no
 * I/O, no framework.
 */
@NullMarked
package io.assentor.core;

import org.jspecify.annotations.NullMarked;
