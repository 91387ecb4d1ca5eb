/**
 * Policy's verdict on a call: allow, deny, or who must approve, in which order, and how many. The
 * rules themselves are read and evaluated by an adapter of {@link
 * io.assentor.core.policy.PolicyBook}.
 */
@NullMarked
package io.assentor.core.policy;

import org.jspecify.annotations.NullMarked;
