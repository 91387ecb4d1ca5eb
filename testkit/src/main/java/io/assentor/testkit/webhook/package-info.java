/**
 * A second channel that takes decisions: a plain webhook with buttons. It shows that a channel is
 * data to everyone else, and is an example of the smallest one.
 */
@NullMarked
package io.assentor.testkit.webhook;

import org.jspecify.annotations.NullMarked;
