// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import java.time.Duration;
import java.util.Map;

/**
 * What the app answered to an interaction.
 *
 * @param status 0 if it did not answer in time, or nobody is there; 200 for an acknowledged
 *     envelope
 * @param body of the answer, or the payload of the acknowledgement; may be empty
 * @param took how long the person waited
 * @param raw what was sent: the signed form, or the envelope
 * @param headers what was sent with it; none through a socket
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to send again, never compared
public record Click(
    int status, String body, Duration took, byte[] raw, Map<String, String> headers) {}
