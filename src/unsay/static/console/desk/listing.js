/*
 * The lists of conversations and single ones: loading, more of them, searching, loading anew after a reset.
 */

import * as conversations from "../state/conversations.js";
import { asProblem } from "./problem.js";

/** @typedef {import("../state/conversations.js").ListName} ListName */

const FIRST_PAGE = 100;
const FURTHER_PAGE = 50;

export class Listing {
  #store;
  #http;
  /** What was last searched for. */
  #q = "";
  /** The latest question a list asked; an answer to an older one is not taken. @type {Map<ListName, number>} */
  #asked = new Map();

  /** @param {{store: import("./store.js").Store, http: import("./http.js").Http}} parts */
  constructor({ store, http }) {
    this.#store = store;
    this.#http = http;
  }

  /** Loads a list unless it is there already. @param {ListName} name @param {string} [q] */
  async want(name, q = "") {
    const known = this.#store.conversations.value.lists[name];
    if (name === "search" && q !== this.#q) return this.#search(q);
    if (!known || known.phase === "failed") await this.load(name);
  }

  /** @param {ListName} name */
  async load(name) {
    const { conversations: state } = this.#store;
    const ticket = (this.#asked.get(name) ?? 0) + 1;
    this.#asked.set(name, ticket);
    state.value = conversations.listAsked(state.value, name);
    try {
      const page = await this.#page(name, null, FIRST_PAGE);
      if (this.#asked.get(name) === ticket) state.value = conversations.listLoaded(state.value, name, page, { further: false });
    } catch (cause) {
      if (this.#asked.get(name) === ticket) state.value = conversations.listFailed(state.value, name, asProblem(cause).detail);
    }
  }

  /** @param {ListName} name */
  async further(name) {
    const { conversations: state } = this.#store;
    const list = state.value.lists[name];
    if (!list || list.phase === "loading" || list.next === null) return;
    const ticket = this.#asked.get(name) ?? 0;
    state.value = conversations.listAsked(state.value, name);
    try {
      const page = await this.#page(name, list.next, FURTHER_PAGE);
      if (this.#asked.get(name) === ticket) state.value = conversations.listLoaded(state.value, name, page, { further: true });
    } catch (cause) {
      if (this.#asked.get(name) === ticket) state.value = conversations.listFailed(state.value, name, asProblem(cause).detail);
    }
  }

  /** After a reset: every list that was loaded, from the top. */
  async loadAnew() {
    const names = /** @type {ListName[]} */ (Object.keys(this.#store.conversations.value.lists));
    await Promise.all([this.team(), ...names.map((name) => this.load(name))]);
  }

  /** One conversation, as when the address names one no list holds. @param {string} id */
  async one(id) {
    const { missing } = this.#store;
    try {
      this.#store.hearConversations([await this.#http.get(`conversations/${encodeURIComponent(id)}`)]);
      const left = new Map(missing.value);
      left.delete(id);
      missing.value = left;
    } catch (cause) {
      missing.value = new Map(missing.value).set(id, asProblem(cause).detail);
    }
  }

  /** Colleagues to assign to. */
  async team() {
    try {
      this.#store.team.value = (await this.#http.get("team")).items;
    } catch (cause) {
      this.#store.notifyProblem(asProblem(cause));
    }
  }

  /** @param {string} q */
  async #search(q) {
    this.#q = q;
    const { conversations: state } = this.#store;
    state.value = { ...state.value, lists: { ...state.value.lists, search: undefined } };
    await this.load("search");
  }

  /** @param {ListName} name @param {string | null} before @param {number} limit */
  #page(name, before, limit) {
    const query = name === "search" ? { q: this.#q } : conversations.QUERIES[name];
    return this.#http.get("conversations", { ...query, before, limit });
  }
}
