/* Reading and writing the sockets' frames. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONTACT_SHAPES, DESK_SHAPES, encodeFrame, parseFrame } from "../../../src/unsay/static/shared/frames.js";

const WELCOME = {
  type: "welcome", reset: true, epoch: "e", upto: 3, server_time: "2025-11-24T10:30:00.000Z",
  contact: { id: "c", name: null }, channel: { name: "Northwind" }, desk: { online: true }, unread: 0, messages: [],
};
const contact = (frame) => parseFrame(JSON.stringify(frame), CONTACT_SHAPES);
const desk = (frame) => parseFrame(JSON.stringify(frame), DESK_SHAPES);

describe("frames", () => {
  test("every frame of the contact's socket is read", () => {
    for (const frame of [
      WELCOME,
      { ...WELCOME, reset: false, messages: undefined },
      { type: "changes", after: 0, upto: 1, show: [], remove: ["m"] },
      { type: "accepted", client_ref: "r", id: "m", seq: 4, sent_at: "t" },
      { type: "refused", client_ref: "r", code: "rate_limited", retry_after: 1 },
      { type: "signal", typing: { name: "Ann", on: true } },
      { type: "desk", online: false },
    ]) {
      assert.deepEqual(contact(frame), JSON.parse(JSON.stringify(frame)));
    }
  });

  test("every frame of the desk's socket is read", () => {
    for (const frame of [
      { type: "welcome", reset: true, epoch: "e", upto: 3, server_time: "t", agent: { id: "a", name: "Ann" } },
      { type: "changes", after: 0, upto: 1, conversations: [], messages: [] },
      { type: "watched", conversation_id: "c", upto: 9 },
      { type: "signal", conversation_id: "c", from: { kind: "contact", id: "x", name: "Mei" }, typing: true },
      { type: "presence", contact_id: "x", online: true },
      { type: "desk", agents: [] },
    ]) {
      assert.deepEqual(desk(frame), frame);
    }
  });

  test("unknown types read as nothing, the names of an object's own methods included", () => {
    for (const type of ["fireworks", "constructor", "toString", "__proto__", "", 7, null]) assert.equal(contact({ type }), null);
    assert.equal(contact({ type: "watched", conversation_id: "c", upto: 9 }), null);
  });

  test("what is not one JSON object reads as nothing", () => {
    for (const text of ["", "{", "[]", '"changes"', "1", "null", "true"]) assert.equal(parseFrame(text, CONTACT_SHAPES), null);
    for (const data of [new ArrayBuffer(2), undefined, null, {}]) assert.equal(parseFrame(data, CONTACT_SHAPES), null);
  });

  test("a known type whose needed field is missing or of another kind reads as nothing", () => {
    const changes = { type: "changes", after: 0, upto: 1, show: [], remove: [] };
    for (const wrong of [{ after: "0" }, { after: -1 }, { upto: 1.5 }, { upto: 2 ** 53 }, { show: {} }, { remove: undefined }]) {
      assert.equal(contact({ ...changes, ...wrong }), null);
    }
    for (const wrong of [{ reset: 1 }, { epoch: null }, { desk: [] }, { desk: null }, { channel: "x" }, { unread: null }]) {
      assert.equal(contact({ ...WELCOME, ...wrong }), null);
    }
  });

  test("unknown fields do no harm", () => {
    assert.equal(contact({ type: "desk", online: true, mood: "sunny" }).online, true);
  });

  test("what is written is what was meant, lone surrogates escaped", () => {
    const frame = { type: "send", client_ref: "r", text: "né 👋 \ud800", files: [], reply_to: null };
    const text = encodeFrame(frame);
    assert.ok(text.isWellFormed());
    assert.deepEqual(JSON.parse(text), frame);
  });
});
