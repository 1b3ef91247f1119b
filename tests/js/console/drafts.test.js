/* What is being written is kept, apart by conversation and by reply or note. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as drafts from "../../../src/unsay/static/console/state/drafts.js";

const typed = (text, state = drafts.NO_DRAFTS, id = "c1") => drafts.typed(state, id, text);

describe("drafts", () => {
  test("a draft is there again after another conversation was written in", () => {
    const state = typed("to Jonas", typed("to Mei"), "c2");
    assert.equal(drafts.draftOf(state, "c1").reply, "to Mei");
    assert.equal(drafts.draftOf(state, "c2").reply, "to Jonas");
  });

  test("a note half written never becomes a reply by a change of tab", () => {
    const noting = typed("internal", drafts.changed(drafts.NO_DRAFTS, "c1", { mode: "note" }));
    const replying = drafts.changed(noting, "c1", { mode: "reply" });
    assert.equal(drafts.draftOf(replying, "c1").reply, "");
    assert.equal(drafts.draftOf(replying, "c1").note, "internal");
  });

  test("sending takes only what was sent, and a reply's quote with it", () => {
    const state = drafts.changed(typed("a reply"), "c1", { note: "a note", replyTo: "m1" });
    const { reply, note, replyTo } = drafts.draftOf(drafts.taken(state, "c1", "reply"), "c1");
    assert.deepEqual([reply, note, replyTo], ["", "a note", null]);
  });

  test("nothing written leaves nothing behind", () => {
    assert.equal(drafts.typed(typed("x"), "c1", "").size, 0);
  });

  test("a recalled text comes back above what is being written, which stays", () => {
    const state = drafts.givenBack(typed("half a sentence"), "c1", { mode: "reply", text: "recalled", replyTo: "m3" });
    const { mode, reply, replyTo } = drafts.draftOf(state, "c1");
    assert.deepEqual([mode, reply, replyTo], ["reply", "recalled\n\nhalf a sentence", "m3"]);
  });

  test("given back twice it is there once", () => {
    const back = { mode: "reply", text: "recalled", replyTo: null };
    const twice = drafts.givenBack(drafts.givenBack(drafts.NO_DRAFTS, "c1", back), "c1", back);
    assert.equal(drafts.draftOf(twice, "c1").reply, "recalled");
  });

  test("a text is measured in code points, not in halves of them", () => {
    assert.deepEqual(drafts.measure("🙂".repeat(10_000)), { sendable: true, left: 0 });
    assert.deepEqual(drafts.measure("🙂".repeat(10_001)), { sendable: false, left: -1 });
    assert.deepEqual(drafts.measure("x".repeat(9_600)), { sendable: true, left: 400 });
    assert.deepEqual(drafts.measure("x"), { sendable: true, left: null });
  });

  test("only white space or invisible characters is nothing to send", () => {
    for (const text of ["", " \n\t", "\u200b\u2060", "\u3000\u00a0", "\u00ad"]) assert.equal(drafts.measure(text).sendable, false, JSON.stringify(text));
    for (const text of ["0", " a ", "🙏", "ー"]) assert.equal(drafts.measure(text).sendable, true, text);
  });
});
