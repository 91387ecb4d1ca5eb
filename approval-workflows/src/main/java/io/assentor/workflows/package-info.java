/**
 * The workflow that is an approval's clock and courier, its activities' interface and the client
 * that signals it. It holds no rule: what is to be done it is told by the ledger through its
 * activities, so a fixed rule never breaks replay.
 */
@NullMarked
package io.assentor.workflows;

import org.jspecify.annotations.NullMarked;
