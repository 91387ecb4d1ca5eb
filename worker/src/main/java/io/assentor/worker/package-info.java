/** The worker: the workflow's activities, and the reconciler that finds what nobody tended. */
@NullMarked
package io.assentor.worker;

import org.jspecify.annotations.NullMarked;
