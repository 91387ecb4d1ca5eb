/** The ports of a channel, which notifies people of requests and may bring back their decisions. */
@NullMarked
package io.assentor.core.channel;

import org.jspecify.annotations.NullMarked;
