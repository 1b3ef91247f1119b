/*
 * The console's live socket: what its frames change in the store, and what is done when it comes and goes.
 * The course of the connection itself is shared/session.js; who may connect is the desk's to say.
 */

import { batch } from "@preact/signals";
import { observe } from "../../shared/clock.js";
import { DESK_SHAPES } from "../../shared/frames.js";
import { LiveSocket } from "../../shared/socket.js";
import { signalled } from "../state/company.js";
import * as conversations from "../state/conversations.js";
import { contactName } from "../state/words.js";
import { asProblem } from "./problem.js";

/** @typedef {import("../types.js").Message} Message */
/** @typedef {{upto: number, conversations: import("../types.js").Conversation[], messages: Message[]}} Changes */
/** @typedef {{epoch: string, server_time: string, agent: {id: string}, conversations?: import("../types.js").Conversation[]}} Welcome */

/** A page looked at again greets anew and is answered at once; only when the answer is late has it been cut off. */
const GREETED_WITHIN_MS = 1_500;

export class Live {
  #desk;
  /** @type {LiveSocket | null} */
  #socket = null;
  /** The desk's timeline that what we hold belongs to. @type {string | null} */
  #epoch = null;
  /** @type {(() => void) | null} */
  #stopDoubting = null;

  /** @param {{desk: import("./desk.js").Desk}} parts */
  constructor({ desk }) {
    this.#desk = desk;
  }

  start() {
    this.#socket ??= this.#make();
    this.#socket.start();
  }

  stop() {
    this.#trust();
    this.#socket?.stop({ bye: false });
  }

  /** @returns {LiveSocket} */
  #make() {
    const { watching, beingThere } = this.#desk;
    const socket = new LiveSocket({
      path: "api/v1/live",
      shapes: DESK_SHAPES,
      hello: (after, epoch) => ({ type: "hello", after, epoch, watch: watching.watched }),
      on: {
        reset: (/** @type {Welcome} */ frame) => this.#reset(frame),
        welcome: (/** @type {Welcome} */ frame) => this.#welcome(frame),
        apply: (/** @type {Changes} */ frame) => this.#apply(frame),
        deliver: (/** @type {{type: string}} */ frame) => this.#deliver(frame),
        synced: () => this.#synced(),
        moved: ({ phase }) => this.#moved(phase),
        signIn: (delayMs) => void this.#desk.time.after(delayMs, () => void this.#whetherSignedIn()),
      },
    });
    watching.tell = (type, id) => void socket.send({ type, conversation_id: id });
    beingThere.tell = (frame) => void socket.send(frame);
    return socket;
  }

  /** @param {Welcome} frame */
  #reset(frame) {
    const { store, listing, watching } = this.#desk;
    if (!this.#greeted(frame)) return;
    // A desk restored from a copy counts anew: what we hold from the other timeline is not older or newer, but wrong.
    if (this.#epoch !== null && this.#epoch !== frame.epoch) store.disown();
    this.#epoch = frame.epoch;
    store.hearConversations(frame.conversations ?? []);
    void listing.loadAnew();
    void watching.loadAnew();
  }

  /** @param {Welcome} frame */
  #welcome(frame) {
    this.#greeted(frame);
  }

  /** @param {Welcome} frame @returns {boolean} whether it speaks to the agent who sits here */
  #greeted(frame) {
    const { store, signingIn, time } = this.#desk;
    store.setClock(observe(store.clock, frame.server_time, time.now()));
    if (frame.agent.id === store.me) return true;
    signingIn.lost("Someone else signed in to this browser. Sign in to go on.");
    return false;
  }

  /** @param {Changes} frame */
  #apply(frame) {
    const { store } = this.#desk;
    batch(() => {
      store.hearConversations(frame.conversations);
      const fresh = frame.messages.filter((m) => isNew(store, m));
      store.hearMessages(frame.messages);
      const said = fresh.filter((m) => m.kind === "contact" && m.conversation_id === this.#desk.shown);
      if (said.length) store.announcement.value = said.map((m) => `${contactName(m.author)}: ${m.text ?? ""}`).join("\n");
    });
  }

  /** @param {{type: string}} frame */
  #deliver(frame) {
    const { store, watching, time } = this.#desk;
    const it = /** @type {any} */ (frame);
    switch (frame.type) {
      case "watched":
        watching.watchedFrom(it.conversation_id, it.upto);
        break;
      case "signal":
        store.company.value = signalled(store.company.value, it, time.now());
        break;
      case "presence":
        store.conversations.value = conversations.presence(store.conversations.value, it.contact_id, it.online);
        break;
      case "desk":
        store.company.value = { ...store.company.value, agents: it.agents };
        break;
    }
  }

  #synced() {
    this.#trust();
    this.#desk.store.link.value = { live: true, tried: true };
    this.#desk.sending.deskIsBack();
    this.#desk.beingThere.sayLook();
  }

  /** @param {import("../../shared/session.js").Phase} phase */
  #moved(phase) {
    if (phase === "greeting" || phase === "connecting") this.#doubt();
    if (phase !== "waiting") return;
    this.#trust();
    const first = this.#desk.store.link.value.live;
    this.#desk.store.link.value = { live: false, tried: true };
    // A browser does not tell a page why a socket was refused, so a session that is over would look like a bad network.
    if (!first) void this.#whetherSignedIn();
  }

  /** Says that the console is cut off unless it is greeted soon. A page just opened has nothing to be cut off from. */
  #doubt() {
    if (this.#stopDoubting || !this.#desk.store.link.value.live) return;
    this.#stopDoubting = this.#desk.time.after(GREETED_WITHIN_MS, () => {
      this.#stopDoubting = null;
      this.#desk.store.link.value = { live: false, tried: true };
    });
  }

  #trust() {
    this.#stopDoubting?.();
    this.#stopDoubting = null;
  }

  async #whetherSignedIn() {
    try {
      await this.#desk.http.get("session");
      this.#socket?.start();
    } catch (cause) {
      // 401 has led to the sign-in page already; anything else is tried again.
      if (asProblem(cause).status !== 401) this.#socket?.start();
    }
  }
}

/** @param {import("./store.js").Store} store @param {Message} message */
function isNew(store, message) {
  return !store.timelines.value.get(message.conversation_id)?.byId.has(message.id);
}
