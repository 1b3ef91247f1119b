/*
 * The console's deeds and what they share, wired once. Belongs here: constructors and which signal leads to which deed.
 */

import { effect, untracked } from "@preact/signals";
import { faded } from "../state/company.js";
import { parse, shownConversation } from "../state/route.js";
import { Assigning } from "./assigning.js";
import { BeingThere } from "./being_there.js";
import { Http } from "./http.js";
import { Listing } from "./listing.js";
import { Live } from "./live.js";
import { Recalling } from "./recalling.js";
import { Sending } from "./sending.js";
import { SigningIn } from "./signing_in.js";
import { Store } from "./store.js";
import { Watching } from "./watching.js";

/**
 * The outside world, as the console needs it.
 * @typedef {{now: () => number, after: (ms: number, then: () => void) => () => void, random: () => number,
 *   uuid: () => string}} Time
 */

const FADE_EVERY_MS = 1_000;
const ASK_AGAIN_MS = 5_000;

export class Desk {
  /** @param {{window: Window & typeof globalThis, time: Time}} outside */
  constructor({ window, time }) {
    this.window = window;
    this.time = time;
    const http = new Http({ fetch: window.fetch.bind(window), base: window.document.baseURI });
    const store = new Store(time.now);
    this.http = http;
    this.store = store;
    this.signingIn = new SigningIn({ store, http });
    this.listing = new Listing({ store, http });
    this.watching = new Watching({ store, http });
    this.sending = new Sending({ store, http, time });
    this.recalling = new Recalling({ store, http });
    this.assigning = new Assigning({ store, http });
    this.beingThere = new BeingThere({ time });
    this.live = new Live({ desk: this });
    this.recalling.onRefused = (id) => void this.watching.latest(id, { anew: false });
  }

  start() {
    const { window, store } = this;
    const readAddress = () => void (store.route.value = parse(window.location.hash));
    window.addEventListener("hashchange", readAddress);
    readAddress();
    effect(() => this.#onSession(store.session.value.phase));
    effect(() => this.#onRoute(store.route.value, store.session.value.phase));
    effect(() => void (window.document.title = this.#title()));
    window.document.addEventListener("visibilitychange", () => this.lookAround());
    this.#fade();
    void this.signingIn.whoAmI();
  }

  /** @param {import("./store.js").SessionState["phase"]} phase */
  #onSession(phase) {
    untracked(() => {
      if (phase === "in") {
        this.live.start();
        this.sending.deskIsBack();
        void this.listing.team();
        void this.listing.want("all");
      } else {
        this.live.stop();
        this.watching.forget();
      }
      if (phase === "unreachable") this.time.after(ASK_AGAIN_MS, () => void this.signingIn.whoAmI());
    });
  }

  /**
   * What the address shows is loaded and watched.
   * @param {import("../state/route.js").Route} route @param {string} phase
   */
  #onRoute(route, phase) {
    if (phase !== "in") return;
    untracked(() => {
      this.store.menu.value = null;
      this.beingThere.quiet();
      if (route.pane === "views") void this.listing.want("mine");
      else if (route.pane !== "settings") void this.listing.want(route.list, route.q);
      const id = this.shown;
      if (id) {
        this.watching.open(id);
        if (!this.store.conversations.value.byId.has(id)) void this.listing.one(id);
      }
      this.lookAround();
    });
  }

  /** The conversation on screen, if any. */
  get shown() {
    return shownConversation(this.store.route.value);
  }

  /** Says which conversation this agent is looking at, if the page is seen at all. */
  lookAround() {
    const visible = this.window.document.visibilityState === "visible";
    this.beingThere.look(visible && this.store.me ? this.shown : null);
  }

  #title() {
    const { conversations, session } = this.store;
    if (session.value.phase !== "in") return "Unsay";
    let unread = 0;
    for (const c of conversations.value.byId.values()) {
      if (c.status === "open" && c.unread > 0 && (c.assignee === null || c.assignee.id === this.store.me)) unread += 1;
    }
    return unread ? `(${unread}) Unsay` : "Unsay";
  }

  #fade() {
    this.time.after(FADE_EVERY_MS, () => {
      this.store.company.value = faded(this.store.company.value, this.time.now());
      this.#fade();
    });
  }
}
