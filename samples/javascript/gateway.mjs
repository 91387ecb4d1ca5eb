// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
// Asks Assentor before a tool call runs. Node's own library only; copy guard() and exact-json.mjs.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse, stringify } from './exact-json.mjs';

const URL = process.env.ASSENTOR_PUBLIC_URL ?? 'http://127.0.0.1:8080';

async function ask(method, path, token, body, wait = 50) {
  const response = await fetch(URL + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Prefer: `wait=${wait}` },
    body: body && stringify(body),
    signal: AbortSignal.timeout((wait + 10) * 1000),
  });
  const answer = parse(await response.text());
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail}`); // fail closed
  return answer;
}

/** Runs the call if, and only if, this very answer releases it; else returns why not. */
export async function guard(token, submission, callerIsThere, run) {
  let answer = await ask('POST', '/v1/approvals', token, submission);
  while (answer.nextAction === 'wait' && callerIsThere()) {
    answer = await ask('GET', `/v1/approvals/${answer.id}`, token);
  }
  if (answer.nextAction === 'consume' && callerIsThere()) {
    const { tool, arguments: args, integers } = submission;
    const consumption = { tool, arguments: args, integers, attemptId: randomUUID() };
    answer = await ask('POST', `/v1/approvals/${answer.id}/consume`, token, consumption);
  }
  return answer.allow ? run(answer.arguments) : answer.message;
}

if (process.argv[2]) { // gateway.mjs TOKEN < submission.json
  const ran = (args) => `RAN with ${stringify(args)}`;
  console.log(await guard(process.argv[2], parse(readFileSync(0, 'utf8')), () => true, ran));
}
