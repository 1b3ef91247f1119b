/* The thread's messages: by version, without holes, whatever order answers and changes come in. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as timeline from "../../../src/unsay/static/console/state/timeline.js";
import { fromContact, message, page } from "./made.js";

const texts = (state) => timeline.shown(state).map((m) => m.text);
const loaded = (...items) => timeline.latestLoaded(timeline.EMPTY, page(items, "5", 9), { anew: true });
const RECALLED = { by: { id: "ann", name: "Ann" }, at: "2026-11-24T10:31:00.000Z" };

describe("timeline", () => {
  test("messages stand in the order of their positions, however they came", () => {
    const state = timeline.hear(loaded(message({ position: 8 }), message({ position: 6 })), [message({ position: 7 })]);
    assert.deepEqual(texts(state), ["text 6", "text 7", "text 8"]);
  });

  test("of two answers the one with the higher version stays", () => {
    const newer = message({ position: 6, version: 9, recalled: RECALLED });
    const older = message({ position: 6, version: 6 });
    assert.equal(timeline.shown(timeline.hear(loaded(newer), [older]))[0].recalled, RECALLED);
    assert.equal(timeline.shown(timeline.hear(loaded(older), [newer]))[0].recalled, RECALLED);
  });

  test("of two answers of one version the later stays, since an offer to recall may have run out", () => {
    const later = message({ position: 6, recall: { allowed: false, until: null, refusal: "window_passed" } });
    assert.equal(timeline.shown(timeline.hear(loaded(message({ position: 6 })), [later]))[0].recall.refusal, "window_passed");
  });

  test("a recall heard while the page of history with the message is still under way is not undone by that page", () => {
    const before = loaded(message({ position: 6 }), message({ position: 7 }));
    const heard = timeline.hear(before, [message({ position: 2, version: 9, recalled: RECALLED })]);
    assert.deepEqual(texts(heard), ["text 6", "text 7"], "above what is loaded nothing shows: there would be a hole");
    const after = timeline.earlierLoaded(heard, page([message({ position: 3 }), message({ position: 2, version: 2 })]));
    assert.deepEqual(texts(after), ["text 2", "text 3", "text 6", "text 7"]);
    assert.equal(timeline.shown(after)[0].recalled, RECALLED);
  });

  test("an empty last page of history says there is nothing more above", () => {
    const state = timeline.earlierLoaded(loaded(message({ position: 6 })), page([]));
    assert.equal(state.next, null);
    assert.equal(state.floor, 0);
  });

  test("after a reset the newest page replaces what was loaded, since there may be a gap", () => {
    const before = loaded(message({ position: 6 }), message({ position: 7 }));
    const after = timeline.latestLoaded(before, page([message({ position: 90 }), message({ position: 91 })], "90", 95), { anew: true });
    assert.deepEqual(texts(after), ["text 90", "text 91"]);
    assert.notEqual(after.era, before.era, "history asked for before is not taken any more");
  });

  test("a page loaded again without a reset joins what is there if they touch", () => {
    const before = loaded(message({ position: 6 }), message({ position: 7 }));
    const joined = timeline.latestLoaded(before, page([message({ position: 7 }), message({ position: 8 })], "7", 9), { anew: false });
    assert.deepEqual(texts(joined), ["text 6", "text 7", "text 8"]);
    assert.equal(joined.next, "5");
    const apart = timeline.latestLoaded(before, page([message({ position: 50 })], "50", 60), { anew: false });
    assert.deepEqual(texts(apart), ["text 50"]);
  });

  test("a failure keeps what is shown and can be told from one at the start", () => {
    const state = timeline.loadFailed(timeline.earlierAsked(loaded(message({ position: 6 }))), "no answer");
    assert.deepEqual(texts(state), ["text 6"]);
    assert.equal(state.earlier, "failed");
    assert.equal(timeline.loadFailed(timeline.EMPTY, "no answer").phase, "failed");
  });

  test("the line above what is new counts the contact's messages only", () => {
    const all = [fromContact({ position: 1 }), fromContact({ position: 2 }), message({ position: 3 }), fromContact({ position: 4 })];
    assert.equal(timeline.firstUnread(all, 2), "m2");
    assert.equal(timeline.firstUnread(all, 0), null);
    assert.equal(timeline.firstUnread(all, 99), "m1");
  });
});
