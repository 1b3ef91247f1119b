/* Sends under way: in order, one client_ref for good, nothing lost and nothing sent twice. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as outbox from "../../../src/unsay/static/console/state/outbox.js";
import { message } from "./made.js";

const put = (state, clientRef, conversationId = "c1") =>
  outbox.put(state, { clientRef, conversationId, text: clientRef, note: false, replyTo: null, at: 0 });
const refs = (sends) => sends.map((send) => send.clientRef);
const two = put(put(outbox.NOTHING, "a"), "b");

describe("outbox", () => {
  test("what was written first goes first, one at a time for each conversation", () => {
    const state = put(two, "elsewhere", "c2");
    assert.deepEqual(refs(outbox.due(state)), ["a", "elsewhere"]);
    assert.deepEqual(refs(outbox.due(outbox.asking(state, "a"))), ["elsewhere"]);
    assert.deepEqual(refs(outbox.due(outbox.removed(state, "a"))), ["b", "elsewhere"]);
  });

  test("one that waits holds back those behind it, so that the order stays", () => {
    const state = outbox.postponed(outbox.asking(two, "a"), "a", { reason: "busy", retryAt: 50, unknown: false });
    assert.deepEqual(outbox.due(state), []);
  });

  test("one that was refused holds nothing back and stays with its reason", () => {
    const state = outbox.refused(outbox.asking(two, "a"), "a", "too long", false);
    assert.deepEqual(refs(outbox.due(state)), ["b"]);
    assert.equal(state[0].reason, "too long");
  });

  test("trying again keeps the client_ref", () => {
    const state = outbox.again(outbox.refused(outbox.asking(two, "a"), "a", "no", true), "a");
    assert.deepEqual(refs(outbox.due(state)), ["a"]);
    assert.equal(state[0].clientRef, "a");
  });

  test("an outcome once unknown stays so until the desk decides: a later 'busy' proves nothing", () => {
    const cut = outbox.postponed(two, "a", { reason: "cut off", retryAt: 1, unknown: true });
    assert.equal(outbox.postponed(outbox.again(cut, "a"), "a", { reason: "busy", retryAt: 2, unknown: false })[0].unknown, true);
  });

  test("a message that arrives live before its answer takes the send out", () => {
    const arrived = message({ client_ref: "a" });
    assert.deepEqual(refs(outbox.arrived(two, [arrived], "ann")), ["b"]);
  });

  test("a client_ref counts only for its author and its conversation", () => {
    assert.equal(outbox.arrived(two, [message({ client_ref: "a" })], "bo"), two);
    assert.equal(outbox.arrived(two, [message({ client_ref: "a", conversation_id: "c2" })], "ann"), two);
  });

  test("the desk's coming back hurries those it left without an answer, not those it told to wait", () => {
    const state = outbox.postponed(
      outbox.postponed(two, "a", { reason: "cut off", retryAt: 90, unknown: true }), "b", { reason: "too fast", retryAt: 70, unknown: false });
    assert.deepEqual(outbox.waitingForDesk(state), ["a"]);
    assert.equal(outbox.nextRetry(state), 70);
    assert.deepEqual(outbox.waitedOut(state, 69), []);
    assert.deepEqual(outbox.waitedOut(state, 70), ["b"]);
  });

  test("a conversation shows its own sends", () => {
    assert.deepEqual(refs(outbox.of(put(two, "elsewhere", "c2"), "c2")), ["elsewhere"]);
  });
});
