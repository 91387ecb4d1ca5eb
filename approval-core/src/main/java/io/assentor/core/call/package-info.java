/**
 * The tool call that wants to run, who asks for it, and the fingerprint that tells it from every
 * other call. Knows nothing of policy.
 */
@NullMarked
package io.assentor.core.call;

import org.jspecify.annotations.NullMarked;
