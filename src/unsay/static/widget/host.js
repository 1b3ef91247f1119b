/*
 * The page that embeds the panel, as far as the panel talks to it: `shown` comes in; `ready`, `unread`, `keep` and `close`
 * go out. Nothing of any message is ever told. Only the window that embeds us is listened to, and only from the one origin
 * that spoke first; that origin alone is told anything but `ready`, which says nothing.
 *
 * `keep` is one word in the page's own storage, handed back with every `shown`: that there is a conversation, and, where
 * the browser lets no frame of another site store anything, who the visitor is.
 */

/** @typedef {{type: "unread", count: number}|{type: "keep", value: string}|{type: "close"}} Told */

/** The embedding page speaks as soon as we are ready. One that has not by then is not our loader. */
const SPEAKS_WITHIN_MS = 2_000;

export class Host {
  /** @type {string|null} */
  #origin = null;
  /** @type {Map<string, Told>} what was to be told before anybody had spoken, the latest of each type */
  #untold = new Map();
  /** @type {Promise<string|null>} */
  #kept;
  #window;

  /**
   * @param {Window} window  this one
   * @param {(on: boolean) => void} onShown  the panel was opened or closed
   */
  constructor(window, onShown) {
    this.#window = window;
    /** @type {(value: string|null) => void} */
    let found;
    this.#kept = new Promise((resolve) => (found = resolve));
    window.addEventListener("message", ({ source, origin, data }) => {
      if (!this.embedded || source !== window.parent || (this.#origin !== null && origin !== this.#origin)) return;
      if (data?.unsay !== 1 || data.type !== "shown" || typeof data.on !== "boolean") return;
      this.#meet(origin);
      found(typeof data.kept === "string" ? data.kept : null);
      onShown(data.on);
    });
    if (this.embedded) setTimeout(() => found(null), SPEAKS_WITHIN_MS);
    else this.#kept = Promise.resolve(null);
  }

  /** @returns {Promise<string|null>} what the embedding page kept for us, as it was when it first spoke */
  get kept() {
    return this.#kept;
  }

  /** @returns {boolean} false: the panel is a page of its own */
  get embedded() {
    return this.#window.parent !== this.#window;
  }

  ready() {
    if (this.embedded) this.#window.parent.postMessage({ unsay: 1, type: "ready" }, "*");
  }

  /** @param {Told} message */
  tell(message) {
    if (this.#origin === null) this.#untold.set(message.type, message);
    else this.#post(this.#origin, message);
  }

  /** @param {string} origin */
  #meet(origin) {
    if (this.#origin !== null) return;
    this.#origin = origin;
    for (const message of this.#untold.values()) this.#post(origin, message);
    this.#untold.clear();
  }

  /** @param {string} origin @param {Told} message */
  #post(origin, message) {
    // A page without an origin (a local file) cannot be addressed. Our parent still hears this, but no secret.
    if (origin !== "null") this.#window.parent.postMessage({ unsay: 1, ...message }, origin);
    else if (message.type !== "keep") this.#window.parent.postMessage({ unsay: 1, ...message }, "*");
  }
}
