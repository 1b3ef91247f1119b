/* The lists of conversations: by version, in order, without gaps, and what was read stays read. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as conversations from "../../../src/unsay/static/console/state/conversations.js";
import { conversation, message, page } from "./made.js";

const at = (minute) => new Date(Date.UTC(2026, 10, 24, 10, minute)).toISOString();
const some = (id, minute, more = {}) => conversation({ id, last_activity_at: at(minute), ...more });
const ids = (state, list, me = "ann") => conversations.inList(state, list, me).map((c) => c.id);
const load = (name, items, next = null, state = conversations.NONE) =>
  conversations.listLoaded(state, name, page(items, next), { further: false });

describe("conversations", () => {
  test("a late answer does not replace what was heard since", () => {
    const live = conversations.hear(load("all", [some("a", 1)]), [some("a", 1, { version: 7, status: "resolved" })]);
    assert.equal(load("all", [some("a", 1, { version: 3 })], null, live).byId.get("a").status, "resolved");
  });

  test("each list shows what belongs to it, the most recently active first", () => {
    const state = conversations.NAMES.reduce((all, name) => load(name, [], null, all), conversations.hear(conversations.NONE, [
      some("mine", 1, { assignee: { id: "ann", name: "Ann" } }),
      some("bos", 2, { assignee: { id: "bo", name: "Bo" } }),
      some("free", 3),
      some("done", 4, { status: "resolved" }),
      some("asleep", 5, { status: "snoozed" }),
    ]));
    assert.deepEqual(ids(state, "mine"), ["mine"]);
    assert.deepEqual(ids(state, "unassigned"), ["free"]);
    assert.deepEqual(ids(state, "all"), ["free", "bos", "mine"]);
    assert.deepEqual(ids(state, "resolved"), ["done"]);
  });

  test("a conversation moves between lists as it changes", () => {
    const state = load("mine", [], null, load("unassigned", [some("a", 1)]));
    const taken = conversations.hear(state, [some("a", 1, { version: 2, assignee: { id: "ann", name: "Ann" } })]);
    assert.deepEqual([ids(taken, "unassigned"), ids(taken, "mine")], [[], ["a"]]);
  });

  test("nothing older than what was loaded shows, since others would be missing between", () => {
    const state = conversations.hear(load("all", [some("new", 9), some("mid", 5)], "more"), [some("old", 1)]);
    assert.deepEqual(ids(state, "all"), ["new", "mid"]);
    const further = conversations.listLoaded(state, "all", page([some("old", 1)]), { further: true });
    assert.deepEqual(ids(further, "all"), ["new", "mid", "old"]);
  });

  test("a search shows what the desk found and nothing else", () => {
    const found = load("search", [some("a", 1)], "more", conversations.hear(conversations.NONE, [some("b", 2)]));
    assert.deepEqual(ids(found, "search"), ["a"]);
    assert.deepEqual(ids(conversations.listLoaded(found, "search", page([some("b", 2)]), { further: true }), "search"), ["b", "a"]);
  });

  test("what was read here stays read though an answer rendered before says otherwise", () => {
    const unread = some("a", 1, { unread: 2, last_message: message({ position: 8 }) });
    const state = conversations.read(load("all", [unread]), "a", 8);
    assert.equal(state.byId.get("a").unread, 0);
    assert.equal(conversations.hear(state, [unread]).byId.get("a").unread, 0);
    const more = some("a", 2, { version: 9, unread: 1, last_message: message({ position: 9 }) });
    assert.equal(conversations.hear(state, [more]).byId.get("a").unread, 1, "what came after counts");
  });

  test("an answer to a send shows in the list before the conversation itself is heard of", () => {
    const before = load("all", [some("c1", 1, { version: 4, last_message: message({ position: 4 }) }), some("b", 5)]);
    const sent = message({ position: 6, sent_at: at(9) });
    const state = conversations.hearMessages(before, [sent]);
    assert.equal(state.byId.get("c1").last_message, sent);
    assert.deepEqual(ids(state, "all"), ["c1", "b"]);
    const recalled = message({ position: 6, version: 7, recalled: { by: { id: "ann" } } });
    const after = conversations.hearMessages(state, [recalled]);
    assert.equal(after.byId.get("c1").last_message, recalled);
    assert.equal(after.byId.get("c1").last_activity_at, at(9), "a recall is no activity");
  });

  test("an old message, or one the conversation already knows of, changes nothing in the list", () => {
    const before = load("all", [some("c1", 1, { version: 8, last_message: message({ position: 6 }) })]);
    assert.equal(conversations.hearMessages(before, [message({ position: 5, version: 9 })]), before);
    assert.equal(conversations.hearMessages(before, [message({ position: 7, version: 7 })]), before);
  });

  test("reading never goes back", () => {
    const state = conversations.read(conversations.read(conversations.NONE, "a", 8), "a", 3);
    assert.equal(state.readUpto.get("a"), 8);
  });

  test("a failed load keeps what is shown", () => {
    const state = conversations.listFailed(load("all", [some("a", 1)], "more"), "all", "no answer");
    assert.deepEqual(ids(state, "all"), ["a"]);
    assert.equal(state.lists.all.trouble, "no answer");
    assert.equal(state.lists.all.next, "more");
  });

  test("a count says when there may be more than were loaded", () => {
    const state = load("all", [some("a", 1, { unread: 1, last_message: message() })], "more");
    assert.deepEqual(conversations.tally(state, "all", "ann"), { count: 1, more: true, unread: true });
    assert.equal(conversations.tally(state, "mine", "ann"), null);
  });

  test("a contact's coming and going shows on all their conversations at once", () => {
    const state = conversations.presence(load("all", [some("a", 1), some("b", 2, { contact: { id: "jo" } })]), "mei", true);
    assert.deepEqual([state.byId.get("a").online, state.byId.get("b").online], [true, false]);
    assert.equal(conversations.presence(state, "mei", true), state);
  });
});
