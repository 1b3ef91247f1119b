/* How a thread is laid out: days, groups, the line above what is new. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rows } from "../../../src/unsay/static/console/state/rows.js";
import { fromContact, message } from "./made.js";

const day = (at) => at.slice(0, 10);
const layOut = (messages, how = {}) => rows(messages, how.sends ?? [], { newFrom: how.newFrom ?? null, day });
const shape = (all) => all.map((r) => (r.row === "message" ? `${r.first ? "[" : ""}${r.message.position}${r.last ? "]" : ""}` : r.row)).join(" ");

describe("rows", () => {
  test("messages of one author within minutes are a group", () => {
    assert.equal(shape(layOut([message({ position: 1 }), message({ position: 2 }), fromContact({ position: 3 })])), "day [1 2] [3]");
  });

  test("a pause, a note and a recall end a group", () => {
    const recalled = message({ position: 12, recalled: { by: { id: "ann" } } });
    const all = [message({ position: 1 }), message({ position: 10 }), message({ position: 11, kind: "note" }), recalled, message({ position: 13 })];
    assert.equal(shape(layOut(all)), "day [1] [10] [11] [12] [13]");
  });

  test("a new day ends a group and has a heading", () => {
    const all = [message({ position: 1, sent_at: "2026-11-23T23:59:00.000Z" }), message({ position: 2, sent_at: "2026-11-24T00:01:00.000Z" })];
    assert.equal(shape(layOut(all)), "day [1] day [2]");
  });

  test("what is new begins below its line, in a group of its own", () => {
    assert.equal(shape(layOut([fromContact({ position: 1 }), fromContact({ position: 2 })], { newFrom: "m2" })), "day [1] new [2]");
  });

  test("system lines stand between groups, sends under way at the end", () => {
    const all = [message({ position: 1 }), message({ position: 2, kind: "system" }), message({ position: 3 })];
    assert.equal(shape(layOut(all, { sends: [{ clientRef: "x" }] })), "day [1] system [3] send");
  });

  test("every row has a key of its own", () => {
    const keys = layOut([message({ position: 1 }), fromContact({ position: 2 })], { newFrom: "m2", sends: [{ clientRef: "x" }] }).map((r) => r.key);
    assert.equal(new Set(keys).size, keys.length);
  });
});
