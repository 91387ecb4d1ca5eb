/** The people who may decide and the accounts they act by. */
@NullMarked
package io.assentor.core.people;

import org.jspecify.annotations.NullMarked;
