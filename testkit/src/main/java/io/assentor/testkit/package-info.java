/**
 * What adapters are tested with and against: contracts of the ports, their in-memory twins,
 * fixtures and seeded generators. Main code, so that adapters outside this project can use it too.
 */
@NullMarked
package io.assentor.testkit;

import org.jspecify.annotations.NullMarked;
