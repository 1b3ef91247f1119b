/*
 * Keeps the panel's thread in step with the desk: the socket's callbacks, the API and the timers go in, one view comes
 * out after every change. Drawing is the caller's and happens at once, because the desk is told that something is applied
 * only when the person sees no more than that.
 *
 * A page on its way into the back-forward cache, or frozen, is concealed: the thread leaves what is drawn, and comes back
 * when the page has synced again, since messages may have been recalled meanwhile.
 */
import { backoffDelayMs } from "../shared/backoff.js";
import { CONTACT_SHAPES } from "../shared/frames.js";
import { LiveSocket } from "../shared/socket.js";
import { shownMessages } from "../shared/timeline.js";
import { newUuid } from "../shared/uuid.js";
import { NEW_THREAD, stepThread } from "./thread.js";
import { isFromDesk } from "./unread.js";

/**
 * @typedef {import("../shared/session.js").Session} Session
 * @typedef {import("../shared/outbox.js").Pending} Pending
 * @typedef {import("./thread.js").ThreadEvent} ThreadEvent
 *
 * @typedef {object} View
 * @property {import("./thread.js").Thread} thread
 * @property {string} channelName
 * @property {"starting"|"live"|"lost"|"gone"} link  gone: this channel does not exist, or not for this page
 * @property {"idle"|"loading"|"failed"} history
 * @property {boolean} concealed
 */

/** A signal that someone is typing counts this long. */
const TYPING_LASTS_MS = 6_000;
const ANSWER_WITHIN_MS = 15_000;
const SPOKEN_FOR_MS = 8_000;
/** A connection that is back sooner was hardly lost: no banner for it. */
const LOST_AFTER_MS = 1_500;

export class Conversation {
  #door;
  #draw;
  #socket;
  #view = /** @type {View} */ ({ thread: NEW_THREAD, channelName: "", link: "starting", history: "idle", concealed: false });
  #pageView = newUuid();
  #attempt = 0;
  #watched = false;
  #entering = false;
  /** In the back-forward cache or frozen: no connection is wanted. */
  #away = false;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} by what they are for */
  #timers = new Map();

  /**
   * @param {import("./door.js").Door} door
   * @param {(view: View) => void} draw  has drawn when it returns
   */
  constructor(door, draw) {
    this.#door = door;
    this.#draw = draw;
    this.#socket = new LiveSocket({
      path: "widget/v1/live",
      shapes: CONTACT_SHAPES,
      hello: (after, epoch) => ({ type: "hello", token: door.token, view: this.#pageView, after, epoch }),
      on: {
        reset: (frame) => this.#apply(frame),
        welcome: (frame) => this.#apply(frame),
        apply: (frame) => this.#apply(frame),
        deliver: (frame) => this.#deliver(frame),
        synced: () => this.#synced(),
        moved: (session) => this.#moved(session),
        signIn: (delayMs) => this.#beSomeoneNew(delayMs),
      },
    });
  }

  /** Finds out who we are and connects; goes on trying until the desk answers. */
  async start() {
    this.#cancel("enter");
    if (this.#entering) return;
    this.#entering = true;
    this.#show({});
    const answer = await this.#door.enter();
    this.#entering = false;
    if (answer.ok) {
      this.#attempt = 0;
      this.#show({ channelName: answer.body.channel.name });
      this.#step({ type: "desk", online: answer.body.desk.online });
      if (!this.#away) this.#socket.start();
      return;
    }
    const { status, code, retryAfterMs } = answer.problem;
    if (code === "not_found" || code === "origin_not_allowed") return this.#show({ link: "gone" });
    if (status === 401) this.#door.refuse();
    this.#show({ link: "lost" });
    const delayMs = Math.max(retryAfterMs ?? 0, backoffDelayMs(this.#attempt, Math.random()));
    this.#attempt += 1;
    this.#later("enter", delayMs, () => this.start());
  }

  /** The page may be kept for later, or be gone: nothing of the thread stays in what is drawn. */
  conceal() {
    this.#cancel("enter");
    this.#step({ type: "hush" });
    this.#away = true;
    this.#show({ concealed: true });
    this.#socket.stop({ bye: false });
  }

  /** The page is back. */
  reveal() {
    this.#away = false;
    if (this.#door.token === null || this.#view.channelName === "") this.start();
    else this.#socket.start();
  }

  leave() {
    this.#socket.stop({ bye: true });
  }

  /** The network is back, perhaps: whoever waits to enter need not wait longer. */
  wake() {
    if (this.#timers.has("enter")) this.start();
  }

  /** @param {string} text */
  write(text) {
    const written_at = new Date().toISOString();
    this.#post({ type: "write", client_ref: newUuid(), text, reply_to: null, written_at, connected: this.#socket.open });
  }

  /** @param {string} client_ref */
  tryAgain(client_ref) {
    this.#post({ type: "again", client_ref, connected: this.#socket.open });
  }

  /** @param {string} client_ref */
  drop(client_ref) {
    this.#post({ type: "drop", client_ref });
  }

  /** @param {boolean} on */
  typing(on) {
    this.#socket.send({ type: "typing", on });
  }

  /** @param {boolean} on  whether the person is looking at the end of the thread */
  watch(on) {
    this.#watched = on;
    this.#reportSeen();
  }

  async loadOlder() {
    const { era, floor } = this.#view.thread.timeline;
    if (this.#view.history === "loading" || floor === 0 || this.#view.concealed) return;
    this.#show({ history: "loading" });
    const answer = await this.#door.olderThan(floor, this.#pageView);
    this.#view = { ...this.#view, history: answer.ok ? "idle" : "failed" };
    if (answer.ok) this.#step({ type: "history", era, before: floor, ...answer.body });
    else this.#show({});
  }

  /** @param {any} frame  a welcome or changes */
  #apply(frame) {
    if (frame.type === "welcome") this.#view = { ...this.#view, channelName: frame.channel.name };
    this.#step({ type: "frame", frame });
    this.#socket.applied(frame.type === "welcome" && !frame.reset ? this.#view.thread.timeline.upto : frame.upto);
  }

  /** @param {any} frame */
  #deliver(frame) {
    this.#step({ type: "frame", frame });
    if (frame.type === "signal") this.#later("typing", TYPING_LASTS_MS, () => this.#step({ type: "typing_over" }));
  }

  #synced() {
    this.#view = { ...this.#view, concealed: false, link: "live" };
    this.#step({ type: "synced" });
    this.#post({ type: "connected" });
    this.#reportSeen();
  }

  /** @param {Session} session */
  #moved({ phase }) {
    if (phase === "live") this.#cancel("lost");
    if (phase !== "waiting" && phase !== "connecting") return;
    this.#post({ type: "lost" });
    this.#step({ type: "typing_over" });
    if (this.#timers.has("lost") || this.#view.link === "lost") return;
    this.#later("lost", LOST_AFTER_MS, () => this.#show({ link: "lost" }));
  }

  /** @param {number} delayMs */
  #beSomeoneNew(delayMs) {
    this.#door.refuse();
    this.#pageView = newUuid();
    this.#view = { ...this.#view, history: "idle" };
    this.#step({ type: "forget" });
    this.#later("enter", delayMs, () => this.start());
  }

  /** @param {import("../shared/outbox.js").OutboxEvent} event */
  #post(event) {
    this.#step({ type: "outbox", event });
  }

  /** @param {ThreadEvent} event */
  #step(event) {
    const before = this.#view.thread;
    const { state, send } = stepThread(before, event);
    if (state === before) return;
    this.#show({ thread: state });
    for (const pending of send) this.#send(pending);
    const fresh = state.spoken.filter((line) => !before.spoken.includes(line)).map((line) => line.key);
    if (fresh.length > 0) this.#hushLater(fresh);
    if (state.timeline !== before.timeline) this.#reportSeen();
  }

  /**
   * On its own, since a timer keeps all that the functions around it know: the thread as it was must go at once.
   * @param {readonly string[]} keys
   */
  #hushLater(keys) {
    setTimeout(() => this.#step({ type: "said", keys }), SPOKEN_FOR_MS);
  }

  /** @param {Pending} pending */
  #send({ client_ref, text, reply_to }) {
    this.#socket.send({ type: "send", client_ref, text, files: [], reply_to });
    this.#later(`send ${client_ref}`, ANSWER_WITHIN_MS, () => this.#post({ type: "unanswered", client_ref }));
  }

  #reportSeen() {
    const { thread, concealed } = this.#view;
    if (!this.#watched || concealed || thread.counted !== null || !this.#socket.open) return;
    const last = shownMessages(thread.timeline).findLast(isFromDesk);
    const due = last !== undefined && (last.seq > thread.seen || thread.unread.beyond > 0 || last.seq > thread.unread.read);
    if (!due) return;
    this.#socket.send({ type: "seen", seq: last.seq });
    this.#step({ type: "seen", seq: last.seq });
  }

  /** @param {Partial<View>} change */
  #show(change) {
    this.#view = { ...this.#view, ...change };
    this.#draw(this.#view);
  }

  /** @param {string} what  one timer each: a new one replaces it @param {number} ms @param {() => void} then */
  #later(what, ms, then) {
    this.#cancel(what);
    this.#timers.set(what, setTimeout(() => void (this.#timers.delete(what), then()), ms));
  }

  /** @param {string} what */
  #cancel(what) {
    clearTimeout(this.#timers.get(what));
    this.#timers.delete(what);
  }
}
