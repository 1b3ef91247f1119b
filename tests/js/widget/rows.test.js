/* How the thread is laid out in days and groups. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { threadRows } from "../../../src/unsay/static/widget/rows.js";
import { fromDesk, fromVisitor } from "./made.js";

const AT = { nowMs: Date.UTC(2026, 10, 24, 12), newAfter: null, locale: "en", timeZone: "UTC" };
const kinds = (rows) => rows.map((row) => row.kind);

describe("rows", () => {
  test("messages of one author close together are a group that opens and closes once", () => {
    const rows = threadRows([fromDesk(1), fromDesk(2), fromVisitor(3)], [], AT).filter((row) => row.kind === "message");
    assert.deepEqual(rows.map(({ opens, closes }) => [opens, closes]), [[true, false], [false, true], [true, true]]);
  });

  test("each day has its heading", () => {
    const yesterday = fromDesk(1, { sent_at: "2026-11-23T23:59:00.000Z" });
    const rows = threadRows([yesterday, fromDesk(2, { sent_at: "2026-11-24T00:01:00.000Z" })], [], AT);
    assert.deepEqual(kinds(rows), ["day", "message", "day", "message"]);
    assert.deepEqual(rows.filter((row) => row.kind === "day").map((row) => row.label), ["Yesterday", "Today"]);
  });

  test("the mark of what is new stands once, before the first of the desk's messages after it", () => {
    const rows = threadRows([fromDesk(1), fromVisitor(2), fromDesk(3), fromDesk(4)], [], { ...AT, newAfter: 1 });
    assert.deepEqual(kinds(rows), ["day", "message", "message", "new", "message", "message"]);
  });

  test("a message on its way keeps its row when the thread comes to show it", () => {
    const pending = { client_ref: "ref 2", text: "text 2", written_at: "2026-11-24T10:02:00.000Z", state: "sending" };
    const before = threadRows([fromDesk(1)], [pending], AT).at(-1);
    const after = threadRows([fromDesk(1), fromVisitor(2)], [], AT).at(-1);
    assert.deepEqual([before?.kind, after?.kind], ["pending", "message"]);
    assert.equal(before?.key, after?.key);
  });
});
