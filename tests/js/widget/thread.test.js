/* What the panel knows of its thread: nothing of a removed message is left in any part of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shownMessages } from "../../../src/unsay/static/shared/timeline.js";
import { NEW_THREAD, stepThread, unreadCount } from "../../../src/unsay/static/widget/thread.js";
import { changes, fromDesk, fromVisitor, welcome } from "./made.js";

/** Takes the events one after another; a frame may stand for itself. */
const run = (thread, ...events) =>
  events.reduce((state, event) => stepThread(state, "event" in event || EVENTS.has(event.type) ? event : { type: "frame", frame: event }).state, thread);
const EVENTS = new Set(["synced", "seen", "history", "forget", "hush", "said", "outbox"]);
const SYNCED = { type: "synced" };
const live = (...messages) => run(NEW_THREAD, welcome({ messages, upto: messages.length }), SYNCED);
const texts = (thread) => shownMessages(thread.timeline).map((message) => message.text);
const spoken = (thread) => thread.spoken.map((line) => line.text);
const write = (client_ref, text) => ({
  type: "outbox",
  event: { type: "write", client_ref, text, reply_to: null, written_at: "2026-11-24T10:00:00.000Z", connected: true },
});

describe("thread", () => {
  test("a removed message's text is in no part of it", () => {
    const before = run(live(fromVisitor(1)), changes(1, 2, { show: [fromDesk(2, { text: "wrong price" })] }));
    assert.equal(unreadCount(before), 1);
    assert.deepEqual(spoken(before), ["Ann: wrong price"]);
    const after = run(before, changes(2, 3, { remove: ["m2"] }));
    assert.ok(!JSON.stringify(after).includes("wrong price"));
    assert.equal(unreadCount(after), 0);
    assert.deepEqual(spoken(after), [], "nor is it said that something was removed");
  });

  test("a message that comes and goes while the page was away is neither shown nor spoken", () => {
    const back = run(live(fromVisitor(1)), welcome({ reset: false, upto: 4, unread: 1 }));
    const after = run(back, changes(1, 4, { show: [fromDesk(4)], remove: ["m2"] }), SYNCED);
    assert.deepEqual(texts(after), ["text 1", "text 4"]);
    assert.deepEqual(spoken(after), ["1 new message"], "of what was missed only the number is said");
  });

  test("history asked for before the removal does not bring the message back", () => {
    const begun = live(fromDesk(8), fromDesk(9));
    const { era, floor } = begun.timeline;
    const removed = run(begun, changes(2, 3, { remove: ["m5"] }));
    const after = run(removed, { type: "history", era, before: floor, items: [fromDesk(5), fromDesk(6)], next: null });
    assert.deepEqual(texts(after), ["text 6", "text 8", "text 9"]);
  });

  test("a message of one's own stands once, whether its acceptance or its change comes first", () => {
    const accepted = { type: "accepted", client_ref: "ref 2", id: "m2", seq: 2, sent_at: "2026-11-24T10:02:00.000Z" };
    const change = changes(1, 2, { show: [fromVisitor(2)] });
    const begun = run(live(fromVisitor(1)), write("ref 2", "text 2"));
    const acceptedFirst = run(begun, accepted);
    assert.deepEqual(acceptedFirst.outbox.map((one) => one.state), ["sent"]);
    for (const after of [run(acceptedFirst, change), run(begun, change, accepted)]) {
      assert.deepEqual(texts(after), ["text 1", "text 2"]);
      assert.deepEqual(after.outbox, []);
    }
  });

  test("what was refused is said, and no more when it is tried again", () => {
    const refused = run(live(fromVisitor(1)), write("ref 2", "hello"), { type: "refused", client_ref: "ref 2", code: "rate_limited" });
    assert.deepEqual(spoken(refused), ["Not sent. Too many messages at once."]);
    assert.deepEqual(spoken(run(refused, { type: "outbox", event: { type: "again", client_ref: "ref 2", connected: true } })), []);
  });

  test("another visitor's thread has nothing of the old one but what must never be shown", () => {
    const before = run(live(fromVisitor(1)), changes(1, 2, { show: [fromDesk(2)] }), changes(2, 3, { remove: ["m2"] }));
    const after = run(before, { type: "forget" });
    assert.deepEqual(texts(after), []);
    assert.ok(after.timeline.removed.has("m2"));
    assert.ok(!JSON.stringify(after).includes("text 1"));
  });

  test("who is typing is no longer shown when their message comes", () => {
    const typing = run(live(fromVisitor(1)), { type: "signal", typing: { name: "Ann", on: true } });
    assert.equal(typing.typing, "Ann");
    assert.equal(run(typing, changes(1, 2, { show: [fromDesk(2)] })).typing, null);
    assert.equal(run(typing, changes(1, 2, { show: [fromVisitor(2)] })).typing, "Ann");
  });

  test("what this page has reported as seen is not unread, though the desk had not heard it when it counted", () => {
    const seen = run(live(fromVisitor(1)), changes(1, 3, { show: [fromDesk(2), fromDesk(3)] }), { type: "seen", seq: 3 });
    const back = run(seen, welcome({ reset: false, upto: 4, unread: 3 }), changes(3, 4, { show: [fromDesk(4)] }), SYNCED);
    assert.equal(unreadCount(back), 1);
  });
});
