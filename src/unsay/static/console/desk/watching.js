/*
 * The conversation being looked at and those looked at lately: watched live, their messages loaded, marked as read.
 * A few stay watched, so that going back and forth shows them at once; older ones leave the memory.
 */

import * as conversations from "../state/conversations.js";
import * as timeline from "../state/timeline.js";
import { asProblem } from "./problem.js";

const WATCHED_AT_MOST = 12;
const PAGE = 50;
const PAGE_AT_MOST = 200;

export class Watching {
  #store;
  #http;
  /** The lately opened, the last one last. @type {string[]} */
  #lately = [];
  /** Positions reported as read and not answered yet. @type {Map<string, number>} */
  #reading = new Map();

  /** Tells the live socket; set by whoever holds it. */
  tell = (/** @type {"watch" | "unwatch"} */ _type, /** @type {string} */ _id) => {};

  /** @param {{store: import("./store.js").Store, http: import("./http.js").Http}} parts */
  constructor({ store, http }) {
    this.#store = store;
    this.#http = http;
  }

  /** What the live socket should name in its hello. */
  get watched() {
    return [...this.#lately];
  }

  /** @param {string} id */
  open(id) {
    this.#lately = [...this.#lately.filter((known) => known !== id), id];
    if (this.#store.timelines.value.has(id)) return;
    this.#store.timelines.value = new Map(this.#store.timelines.value).set(id, timeline.EMPTY);
    this.tell("watch", id);
    void this.latest(id, { anew: true });
    for (const old of this.#lately.slice(0, -WATCHED_AT_MOST)) this.#leave(old);
  }

  /** @param {string} id */
  #leave(id) {
    this.#lately = this.#lately.filter((known) => known !== id);
    const timelines = new Map(this.#store.timelines.value);
    timelines.delete(id);
    this.#store.timelines.value = timelines;
    this.tell("unwatch", id);
  }

  /** Signed out: nothing is looked at any more. */
  forget() {
    this.#lately = [];
    this.#reading.clear();
  }

  /** The desk watches it for us as of `upto`: what was loaded before that may have missed something. @param {string} id @param {number} upto */
  watchedFrom(id, upto) {
    const known = this.#store.timelines.value.get(id);
    if (known && known.upto < upto) void this.latest(id, { anew: false });
  }

  /** The newest page of a conversation. @param {string} id @param {{anew: boolean}} how */
  async latest(id, how) {
    const held = this.#store.timelines.value.get(id)?.byId.size ?? 0;
    const limit = how.anew ? Math.min(PAGE_AT_MOST, Math.max(PAGE, held)) : PAGE;
    try {
      const page = await this.#http.get(messagesOf(id), { limit });
      this.#store.changeTimeline(id, (state) => timeline.latestLoaded(state, page, how));
    } catch (cause) {
      this.#store.changeTimeline(id, (state) => timeline.loadFailed(state, asProblem(cause).detail));
    }
  }

  /** Tries again after the first page could not be had. @param {string} id */
  retry(id) {
    this.#store.changeTimeline(id, () => timeline.EMPTY);
    return this.latest(id, { anew: true });
  }

  /** One more page upwards. @param {string} id */
  async earlier(id) {
    const state = this.#store.timelines.value.get(id);
    if (!state || state.phase !== "ready" || state.next === null || state.earlier === "loading") return;
    const { next, era } = state;
    this.#store.changeTimeline(id, timeline.earlierAsked);
    try {
      const page = await this.#http.get(messagesOf(id), { before: next, limit: PAGE });
      this.#store.changeTimeline(id, (now) => (now.era === era ? timeline.earlierLoaded(now, page) : now));
    } catch (cause) {
      this.#store.changeTimeline(id, (now) => timeline.loadFailed(now, asProblem(cause).detail));
    }
  }

  /** After a reset: everything watched, from the newest page on. */
  async loadAnew() {
    await Promise.all(this.#lately.map((id) => this.latest(id, { anew: true })));
  }

  /** The agent has seen the thread to its end. @param {string} id */
  async markRead(id) {
    const state = this.#store.timelines.value.get(id);
    const unread = this.#store.conversations.value.byId.get(id)?.unread ?? 0;
    if (!state || state.phase !== "ready" || unread === 0) return;
    const position = timeline.lastPosition(state);
    if (position <= (this.#reading.get(id) ?? 0)) return;
    this.#reading.set(id, position);
    try {
      await this.#http.post(`conversations/${encodeURIComponent(id)}/read`, { position });
      this.#store.conversations.value = conversations.read(this.#store.conversations.value, id, position);
    } catch (cause) {
      this.#reading.delete(id);
      const problem = asProblem(cause);
      // While the desk is away the banner says so already, and the next look marks it.
      if (!problem.unknown) this.#store.notifyProblem(problem);
    }
  }
}

/** @param {string} id */
function messagesOf(id) {
  return `conversations/${encodeURIComponent(id)}/messages`;
}
