/** Writes to the log: enough to find a request, never its arguments. */
@NullMarked
package io.assentor.notifiers.log;

import org.jspecify.annotations.NullMarked;
