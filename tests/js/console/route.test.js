/* The address says where the agent is, and reading it never fails. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HOME, format, parse, shownConversation } from "../../../src/unsay/static/console/state/route.js";

const ID = "01a20b6b-98f5-72af-8b37-520d7e9e8876";
const ADDRESSES = [
  "#/mine", "#/unassigned", "#/all", "#/resolved", "#/views", `#/mine/${ID}`, `#/all/${ID}/contact`,
  "#/search?q=two+words", `#/search/${ID}?q=%E8%BF%94%E5%93%81`, "#/settings/channels", "#/settings/agents", "#/settings/tokens", "#/settings/audit",
];

describe("route", () => {
  for (const address of ADDRESSES) {
    test(`${address} is read and written alike`, () => assert.equal(format(parse(address)), address));
  }

  test("what makes no sense leads home", () => {
    for (const address of ["", "#", "#/", "#/nowhere", "#/settings", "#/settings/secrets", "#//x"]) assert.deepEqual(parse(address), HOME, address);
  });

  test("what can't be a conversation leads to the list: asked for, it would cost the live connection", () => {
    for (const id of ["c1", "%E0%A4%A", `${ID}0`, "..%2F.."]) {
      assert.deepEqual(parse(`#/resolved/${id}`), { pane: "list", list: "resolved", conversation: null, q: "" }, id);
    }
  });

  test("only a conversation that is looked at is on screen", () => {
    assert.equal(shownConversation(parse(`#/all/${ID}/contact`)), ID);
    assert.equal(shownConversation(parse("#/all")), null);
    assert.equal(shownConversation(parse("#/views")), null);
  });

  test("only a search has a question", () => {
    assert.equal(parse("#/mine?q=x").q, "");
  });
});
