/*
 * Everything the console shows, as signals over the pure states in state/. Belongs here: where state is held and the
 * few small steps many deeds share. Not here: rules (state/), calls (the deeds beside this file).
 */

import { batch, signal } from "@preact/signals";
import { UNSET_CLOCK, deskTimeMs } from "../../shared/clock.js";
import { ALONE, spoke } from "../state/company.js";
import * as conversations from "../state/conversations.js";
import { NO_DRAFTS } from "../state/drafts.js";
import * as outbox from "../state/outbox.js";
import { HOME } from "../state/route.js";
import * as timeline from "../state/timeline.js";

/**
 * @typedef {{phase: "starting"} | {phase: "unreachable", reason: string} | {phase: "unset"}
 *   | {phase: "out", reason: string | null} | {phase: "in", agent: import("../types.js").Agent}} SessionState
 * `unset`: the desk has no admin yet.
 * @typedef {{live: boolean, tried: boolean}} Link
 * `tried`: at least one attempt to connect is over, so that a page just opened doesn't cry offline.
 * @typedef {{phase: "asking", edit: boolean}
 *   | {phase: "refused", why: string, unknown: boolean, reason: import("../types.js").Reason | null, edit: boolean}} Recalling
 * @typedef {{id: number, tone: "info" | "trouble", text: string}} Notice
 * @typedef {{messageId: string, conversationId: string, anchor: HTMLElement, byKeyboard: boolean}} OpenMenu
 */

/** @template T @typedef {import("@preact/signals").Signal<T>} Signal */

export class Store {
  session = signal(/** @type {SessionState} */ ({ phase: "starting" }));
  route = signal(/** @type {import("../state/route.js").Route} */ (HOME));
  conversations = signal(conversations.NONE);
  /** What is known of conversations that could not be had: id → why. */
  missing = signal(/** @type {ReadonlyMap<string, string>} */ (new Map()));
  timelines = signal(/** @type {ReadonlyMap<string, timeline.Timeline>} */ (new Map()));
  drafts = signal(NO_DRAFTS);
  outbox = signal(outbox.NOTHING);
  company = signal(ALONE);
  team = signal(/** @type {readonly import("../types.js").Colleague[]} */ ([]));
  link = signal(/** @type {Link} */ ({ live: false, tried: false }));
  recalls = signal(/** @type {ReadonlyMap<string, Recalling>} */ (new Map()));
  /** Deeds on a conversation that were asked and not answered: "id status", "id assignee". */
  asking = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  notices = signal(/** @type {readonly Notice[]} */ ([]));
  menu = signal(/** @type {OpenMenu | null} */ (null));
  /** Said once to those who listen rather than look. */
  announcement = signal("");
  /** Raised to have the composer take the focus. */
  composerWanted = signal(0);

  #clock = UNSET_CLOCK;
  #now;
  #noticeId = 0;

  /** @param {() => number} now  this device's clock, milliseconds */
  constructor(now) {
    this.#now = now;
  }

  /** @param {import("../../shared/clock.js").Clock} clock */
  setClock(clock) {
    this.#clock = clock;
  }

  get clock() {
    return this.#clock;
  }

  /** Desk time now, as far as it is known, in milliseconds. */
  deskNow() {
    return deskTimeMs(this.#clock, this.#now());
  }

  /** The signed-in agent's id; empty when nobody is. */
  get me() {
    const session = this.session.value;
    return session.phase === "in" ? session.agent.id : "";
  }

  /** @param {string} id @param {(state: timeline.Timeline) => timeline.Timeline} step */
  changeTimeline(id, step) {
    const before = this.timelines.value.get(id);
    if (before) this.timelines.value = new Map(this.timelines.value).set(id, step(before));
  }

  /**
   * Messages in their newest form, from an answer or live.
   * @param {readonly import("../types.js").Message[]} messages
   */
  hearMessages(messages) {
    batch(() => {
      for (const id of new Set(messages.map((m) => m.conversation_id))) {
        this.changeTimeline(id, (state) => timeline.hear(state, messages.filter((m) => m.conversation_id === id)));
      }
      for (const m of messages) {
        if (m.kind === "contact") this.company.value = spoke(this.company.value, m.conversation_id, m.author.id);
      }
      this.conversations.value = conversations.hearMessages(this.conversations.value, messages);
      this.outbox.value = outbox.arrived(this.outbox.value, messages, this.me);
    });
  }

  /** @param {readonly import("../types.js").Conversation[]} heard */
  hearConversations(heard) {
    this.conversations.value = conversations.hear(this.conversations.value, heard);
  }

  /** @param {string} text @param {"info" | "trouble"} [tone] */
  notify(text, tone = "info") {
    this.#noticeId += 1;
    const others = this.notices.value.filter((notice) => notice.text !== text);
    this.notices.value = [...others, { id: this.#noticeId, tone, text }];
  }

  /** Why something could not be done. Being signed out shows itself: the page for signing in is there already. @param {import("./problem.js").Problem} problem */
  notifyProblem(problem) {
    if (problem.status !== 401) this.notify(problem.detail, "trouble");
  }

  /** @param {number} id */
  dismiss(id) {
    this.notices.value = this.notices.value.filter((notice) => notice.id !== id);
  }

  /** @param {string} messageId @param {Recalling | null} standing */
  setRecall(messageId, standing) {
    const recalls = new Map(this.recalls.value);
    if (standing) recalls.set(messageId, standing);
    else recalls.delete(messageId);
    this.recalls.value = recalls;
  }

  /** @param {string} deed @param {boolean} on */
  setAsking(deed, on) {
    const asking = new Set(this.asking.value);
    if (on) asking.add(deed);
    else asking.delete(deed);
    this.asking.value = asking;
  }

  /** What the desk told so far no longer counts; what is on screen is loaded again by whoever calls this. */
  disown() {
    batch(() => {
      const lists = this.conversations.value.lists;
      this.conversations.value = { ...conversations.NONE, lists };
      this.timelines.value = new Map([...this.timelines.value.keys()].map((id) => [id, timeline.EMPTY]));
    });
  }

  /** Forgets what the desk told. What the agent wrote stays unless `drafts` says otherwise. @param {{drafts: boolean}} also */
  forget({ drafts }) {
    batch(() => {
      this.conversations.value = conversations.NONE;
      this.missing.value = new Map();
      this.timelines.value = new Map();
      this.company.value = ALONE;
      this.team.value = [];
      this.recalls.value = new Map();
      this.asking.value = new Set();
      this.menu.value = null;
      this.link.value = { live: false, tried: false };
      if (drafts) {
        this.drafts.value = NO_DRAFTS;
        this.outbox.value = outbox.NOTHING;
      }
    });
  }
}
