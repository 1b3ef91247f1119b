/* Typing and viewing fade by themselves, since nobody promises to say when they end. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as company from "../../../src/unsay/static/console/state/company.js";

const MEI = { kind: "contact", id: "mei", name: "Mei" };
const BO = { kind: "agent", id: "bo", name: "Bo" };
const hear = (state, from, what, now) => company.signalled(state, { conversation_id: "c1", from, ...what }, now);
const names = (state, me = "ann") => {
  const { typing, viewing } = company.inConversation(state, "c1", me);
  return [typing.map((p) => p.name), viewing.map((p) => p.name)];
};

describe("company", () => {
  test("typing counts until it ends or fades", () => {
    const state = hear(company.ALONE, MEI, { typing: true }, 0);
    assert.deepEqual(names(company.faded(state, company.TYPING_LASTS_MS - 1)), [["Mei"], []]);
    assert.deepEqual(names(company.faded(state, company.TYPING_LASTS_MS)), [[], []]);
    assert.deepEqual(names(hear(state, MEI, { typing: false }, 1)), [[], []]);
  });

  test("repeating prolongs it", () => {
    const state = hear(hear(company.ALONE, MEI, { typing: true }, 0), MEI, { typing: true }, 5_000);
    assert.deepEqual(names(company.faded(state, 10_000)), [["Mei"], []]);
  });

  test("a colleague who looks and then types is named once, and looks on when done", () => {
    const looking = hear(company.ALONE, BO, { viewing: true }, 0);
    const typing = hear(looking, BO, { typing: true }, 1);
    assert.deepEqual(names(typing), [["Bo"], []]);
    assert.deepEqual(names(company.faded(typing, company.TYPING_LASTS_MS + 1)), [[], ["Bo"]]);
    assert.deepEqual(names(hear(looking, BO, { viewing: false }, 2)), [[], []]);
  });

  test("what one says oneself in another window is not shown", () => {
    assert.deepEqual(names(hear(company.ALONE, BO, { typing: true }, 0), "bo"), [[], []]);
  });

  test("a contact whose message came is no longer writing it", () => {
    const state = hear(company.ALONE, MEI, { typing: true }, 0);
    assert.deepEqual(names(company.spoke(state, "c1", "mei")), [[], []]);
    assert.equal(company.spoke(company.ALONE, "c1", "mei"), company.ALONE);
  });

  test("nothing fading leaves everything as it is", () => {
    const state = hear(company.ALONE, MEI, { typing: true }, 0);
    assert.equal(company.faded(state, 1), state);
  });
});
