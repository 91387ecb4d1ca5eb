/** The ports of a channel, which tells people of a request and may carry their decisions back. */
@NullMarked
package io.assentor.core.channel;

import org.jspecify.annotations.NullMarked;
