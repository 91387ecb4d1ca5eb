/** The people who may decide, and the accounts through which they act. */
@NullMarked
package io.assentor.core.people;

import org.jspecify.annotations.NullMarked;
