/** The worker: the workflow's activities, and the reconciler that finds overdue approvals. */
@NullMarked
package io.assentor.worker;

import org.jspecify.annotations.NullMarked;
