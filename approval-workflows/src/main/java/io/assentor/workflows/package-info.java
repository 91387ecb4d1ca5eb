/**
 * An approval's workflow, the interfaces of its activities and the client that signals it. It
 * contains no rules: its activities tell it what to do, so that fixing a rule never breaks replay.
 */
@NullMarked
package io.assentor.workflows;

import org.jspecify.annotations.NullMarked;
