/** Measures whole paths and hot pure code, and what else could do the same work. */
@NullMarked
package io.assentor.benchmarks;

import org.jspecify.annotations.NullMarked;
