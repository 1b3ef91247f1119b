/* The receipt below a recalled message says in words what the record says, and moves on with it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { receipt } from "../../../src/unsay/static/console/state/receipt.js";

const base = {
  by: { id: "ann", name: "Ann" }, at: "10:31", reason: null, note: null, state: "done",
  contact_had: "seen", removal: "pending", removed_at: null, waiting_for: 1,
};
const parts = (given, me = "ann") => {
  const { deed, outcome } = receipt({ ...base, ...given }, { me, contact: "Mei", time: (at) => at });
  return [...deed, ...outcome];
};
const line = (given, me) => parts(given, me).map((part) => part.text).join(" · ");

describe("receipt", () => {
  test("it waits for pages by number", () => {
    assert.equal(line({}), "You recalled this at 10:31 · Mei had seen it · waiting for 1 page to reconnect");
    assert.match(line({ waiting_for: 3 }), /waiting for 3 pages to reconnect$/);
    assert.match(line({ waiting_for: 0 }), /waiting for the removal to be confirmed$/);
  });

  test("it moves on to the removal", () => {
    const given = { removal: "confirmed", removed_at: "10:32", waiting_for: 0 };
    assert.match(line(given), /Mei had seen it · removed from their view 10:32$/);
    assert.equal(parts(given).at(-1).tone, "done");
  });

  test("it names who, why and what the contact had", () => {
    const given = { reason: "wrong_link_or_file", note: "old price", contact_had: "delivered" };
    assert.match(line(given, "bo"), /^Ann recalled this at 10:31 · wrong link or file · “old price” · it had reached Mei, not seen/);
  });

  test("what never arrived needs no removal", () => {
    assert.equal(line({ contact_had: "nothing", removal: "confirmed", removed_at: "10:31" }), "You recalled this at 10:31 · Mei never had it");
  });

  test("it admits what is not known", () => {
    assert.equal(parts({ removal: "expired" }).at(-1).tone, "doubt");
    assert.match(line({ state: "asking" }), /asking the platform to remove it$/);
  });
});
