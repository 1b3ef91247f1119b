/* The address says where the agent is, and reading it never fails. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HOME, format, parse } from "../../../src/unsay/static/console/state/route.js";

const ADDRESSES = [
  "#/mine", "#/unassigned", "#/all", "#/resolved", "#/views", "#/mine/c1", "#/all/c1/contact",
  "#/search?q=two+words", "#/search/c1?q=%E8%BF%94%E5%93%81", "#/settings/channels", "#/settings/agents", "#/settings/tokens", "#/settings/audit",
];

describe("route", () => {
  for (const address of ADDRESSES) {
    test(`${address} is read and written alike`, () => assert.equal(format(parse(address)), address));
  }

  test("what makes no sense leads home", () => {
    for (const address of ["", "#", "#/", "#/nowhere", "#/settings", "#/settings/secrets", "#//x"]) assert.deepEqual(parse(address), HOME, address);
  });

  test("a broken escape is no reason to fall over", () => {
    assert.equal(parse("#/mine/%E0%A4%A").conversation, "%E0%A4%A");
  });

  test("only a search has a question", () => {
    assert.equal(parse("#/mine?q=x").q, "");
  });
});
