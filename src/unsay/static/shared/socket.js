/*
 * Carries out what session.js decides: opens the WebSocket, says hello, keeps the timers, and wakes the session when the
 * network, the tab or the machine comes back. Knows no messages: the page gives it callbacks.
 *
 * A page cannot see the protocol's own pings, so a connection that has died silently is found by saying hello on it: after
 * a long silence, and at every sign that something may have happened. The welcome it brings is also the sync.
 */
import { backoffDelayMs } from "./backoff.js";
import { encodeFrame, parseFrame } from "./frames.js";
import { NEW_SESSION, stepSession } from "./session.js";

/**
 * @typedef {import("./frames.js").AnyFrame} AnyFrame
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Event} Event
 * @typedef {import("./session.js").Effect} Effect
 *
 * @typedef {object} Callbacks  called in this order of events; none may wait
 * @property {(frame: any) => void} reset  throw away what is shown, show the frame's
 * @property {(frame: any) => void} welcome  nothing to throw away: changes follow, if any
 * @property {(frame: any) => void} apply  one `changes` frame
 * @property {(frame: any) => void} deliver  every other frame
 * @property {() => void} synced  what is shown is now what a fresh page would show
 * @property {(session: Session) => void} moved  the phase changed
 * @property {(delayMs: number) => void} signIn  the desk doesn't know us: `start()` again after signing in, not before the delay
 *
 * @typedef {object} Options
 * @property {string} path  relative to the page's base, such as "widget/v1/live"
 * @property {import("./frames.js").Shapes} shapes
 * @property {(after: number|null, epoch: string|null) => AnyFrame & Record<string, unknown>} hello  makes the hello frame
 * @property {Callbacks} on
 */

/** How long each phase may hear nothing. While live this is the pace of looking for a connection that died silently. */
const QUIET_MS = Object.freeze({ connecting: 10_000, greeting: 6_000, catching_up: 10_000, live: 80_000 });
const STEADY_AFTER_MS = 10_000;
/** A visible page's clock is looked at this often; a leap means that the machine slept. */
const TICK_MS = 5_000;
const LEAP_MS = 15_000;

export class LiveSocket {
  #options;
  #state = NEW_SESSION;
  /** @type {WebSocket|null} */
  #socket = null;
  /** @type {Event[]} */
  #queue = [];
  #draining = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #quiet;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #steady;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #retry;
  #lastTickMs = Date.now();

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    const wake = () => this.#dispatch({ type: "wake" });
    addEventListener("online", wake);
    addEventListener("offline", wake);
    document.addEventListener("resume", wake);
    document.addEventListener("visibilitychange", () => {
      this.#lastTickMs = Date.now();
      if (!document.hidden) wake();
    });
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** @returns {boolean} whether a frame may be sent now */
  get open() {
    return this.#state.phase === "live" || this.#state.phase === "catching_up";
  }

  /** @returns {Session} */
  get session() {
    return this.#state;
  }

  start() {
    this.#dispatch({ type: "start" });
  }

  /** @param {{bye: boolean}} how  `bye`: the page goes for good */
  stop({ bye }) {
    this.#dispatch({ type: "stop", bye });
  }

  /** @param {number} upto  everything up to there is in what the person sees */
  applied(upto) {
    this.#dispatch({ type: "applied", upto });
  }

  /**
   * @param {AnyFrame & Record<string, unknown>} frame
   * @returns {boolean} false: not connected, nothing was sent
   */
  send(frame) {
    if (!this.open || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(encodeFrame(frame));
    return true;
  }

  /**
   * One event at a time, also when a callback makes the next one.
   * @param {Event} event
   */
  #dispatch(event) {
    this.#queue.push(event);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#step(next);
    } finally {
      this.#draining = false;
    }
  }

  /** @param {Event} event */
  #step(event) {
    const before = this.#state.phase;
    const { state, effects } = stepSession(this.#state, event);
    this.#state = state;
    const moved = state.phase !== before;
    if (moved || event.type === "frame") this.#setTimers(moved);
    for (const effect of effects) this.#carryOut(effect);
    if (moved) this.#options.on.moved(state);
  }

  /** @param {Effect} effect */
  #carryOut(effect) {
    const { on, hello } = this.#options;
    switch (effect.do) {
      case "connect":
        return this.#connect();
      case "disconnect":
        return this.#disconnect(effect.bye);
      case "hello":
        return this.#write(hello(effect.after, effect.epoch));
      case "ack":
        return this.#write({ type: "ack", upto: effect.upto });
      case "wait":
        return this.#wait(effect.attempt);
      case "sign_in":
        return on.signIn(effect.attempt === 0 ? 0 : backoffDelayMs(effect.attempt, Math.random()));
      case "synced":
        return on.synced();
      default:
        return on[effect.do](effect.frame);
    }
  }

  #connect() {
    this.#disconnect(false);
    const url = new URL(this.#options.path, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    // Each handler asks whether this is still the socket in use: a late event of an old one says nothing about the new.
    const current = (/** @type {Event} */ event) => {
      if (this.#socket === socket) this.#dispatch(event);
    };
    socket.onopen = () => current({ type: "opened" });
    socket.onmessage = ({ data }) => current({ type: "frame", frame: parseFrame(data, this.#options.shapes) });
    socket.onclose = ({ code }) => current({ type: "closed", code });
  }

  /** @param {boolean} bye */
  #disconnect(bye) {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    if (bye && socket.readyState === WebSocket.OPEN) socket.send(encodeFrame({ type: "bye" }));
    socket.close();
  }

  /** @param {AnyFrame & Record<string, unknown>} frame */
  #write(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame));
  }

  /** @param {number} attempt */
  #wait(attempt) {
    this.#retry = setTimeout(() => this.#dispatch({ type: "retry" }), backoffDelayMs(attempt, Math.random()));
  }

  /** @param {boolean} moved  whether the phase is a new one, or something was heard in the same */
  #setTimers(moved) {
    const phase = this.#state.phase;
    clearTimeout(this.#quiet);
    if (phase in QUIET_MS) this.#listen(QUIET_MS[/** @type {keyof typeof QUIET_MS} */ (phase)]);
    if (!moved) return;
    clearTimeout(this.#retry);
    clearTimeout(this.#steady);
    if (phase === "live") this.#steady = setTimeout(() => this.#dispatch({ type: "steady" }), STEADY_AFTER_MS);
  }

  /** @param {number} quietMs */
  #listen(quietMs) {
    this.#quiet = setTimeout(() => {
      // Nobody looks at a hidden page; it asks when it is shown again.
      if (document.hidden && this.#state.phase === "live") this.#listen(quietMs);
      else this.#dispatch({ type: "silence" });
    }, quietMs);
  }

  #tick() {
    const nowMs = Date.now();
    const leapt = nowMs - this.#lastTickMs > LEAP_MS;
    this.#lastTickMs = nowMs;
    if (leapt && !document.hidden) this.#dispatch({ type: "wake" });
  }
}
