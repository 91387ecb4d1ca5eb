/**
 * JSON as the fingerprint needs it: a small immutable tree, a strict parser that refuses what two
 * readers could understand differently (RFC 7493, I-JSON), and the canonical form of RFC 8785.
 * Shared by the wire, the ledger's event bytes and the published test vectors, so that all three
 * have one grammar.
 */
@NullMarked
package io.assentor.core.json;

import org.jspecify.annotations.NullMarked;
