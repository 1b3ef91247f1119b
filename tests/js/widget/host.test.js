/* Whom the panel listens to, and whom it tells what. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Host } from "../../../src/unsay/static/widget/host.js";

const SHOP = "https://shop.example";

/** A window in a window, as far as the panel looks at them: what the outer one was told, and what was made of its words. */
function embedded() {
  const told = [];
  const shown = [];
  const parent = { postMessage: (message, origin) => told.push([message.type, origin, message.value ?? message.count]) };
  const listeners = [];
  const host = new Host({ parent, addEventListener: (_, listener) => listeners.push(listener) }, (on) => shown.push(on));
  const hear = (data, { origin = SHOP, source = parent } = {}) => listeners.forEach((listener) => listener({ data, origin, source }));
  return { host, hear, told, shown };
}

const word = (on, kept) => ({ unsay: 1, type: "shown", on, kept });

describe("host", () => {
  test("only the window that embeds us is heard, and only from the origin that spoke first", () => {
    const { hear, shown } = embedded();
    hear(word(true), { source: {} });
    assert.deepEqual(shown, []);
    hear(word(true));
    hear(word(false), { origin: "https://evil.example" });
    assert.deepEqual(shown, [true]);
  });

  test("words of another shape are nothing", () => {
    const { hear, shown } = embedded();
    for (const data of [null, 7, "shown", { type: "shown", on: true }, { unsay: 1, type: "open", on: true }, word("yes")]) hear(data);
    assert.deepEqual(shown, []);
  });

  test("before anybody has spoken only that we are ready is told; then the latest of each, to them alone", () => {
    const { host, hear, told } = embedded();
    host.ready();
    host.tell({ type: "unread", count: 1 });
    host.tell({ type: "unread", count: 2 });
    assert.deepEqual(told, [["ready", "*", undefined]]);
    hear(word(false));
    assert.deepEqual(told.slice(1), [["unread", SHOP, 2]]);
  });

  test("what the page kept is handed back as it was when it first spoke", async () => {
    const { host, hear } = embedded();
    hear(word(false, "kept word"));
    hear(word(false, "another"));
    assert.equal(await host.kept, "kept word");
  });

  test("a page without an origin is told the number, but nothing to keep: it could be anybody's", () => {
    const { host, hear, told } = embedded();
    hear(word(true), { origin: "null" });
    host.tell({ type: "keep", value: "secret" });
    host.tell({ type: "unread", count: 1 });
    assert.deepEqual(told, [["unread", "*", 1]]);
  });

  test("a panel that is a page of its own hears nobody and waits for nobody", async () => {
    const alone = { addEventListener: () => undefined };
    alone.parent = alone;
    const host = new Host(alone, () => assert.fail("nobody speaks"));
    assert.equal(host.embedded, false);
    assert.equal(await host.kept, null);
  });
});
