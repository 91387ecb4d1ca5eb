/**
 * One approval as a pure value: {@link io.assentor.core.approval.Approval#decide} takes a command
 * and an instant and returns the events that follow, or the refusal. No clock, no I/O.
 */
@NullMarked
package io.assentor.core.approval;

import org.jspecify.annotations.NullMarked;
