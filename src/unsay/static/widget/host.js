/*
 * The page that embeds the panel, as far as the panel talks to it: `shown` comes in; `ready`, `unread`, `conversation` and
 * `close` go out. Nothing of any message is ever told. Only the window that embeds us is listened to, and only from the
 * one origin that spoke first; that origin alone is told anything but `ready`, which says nothing.
 */

/** @typedef {{type: "unread", count: number}|{type: "conversation", on: boolean}|{type: "close"}} Told */

export class Host {
  /** @type {string|null} */
  #origin = null;
  /** @type {Map<string, Told>} what was to be told before anybody had spoken, the latest of each type */
  #untold = new Map();
  #window;

  /**
   * @param {Window} window  this one
   * @param {(on: boolean) => void} onShown  the panel was opened or closed
   */
  constructor(window, onShown) {
    this.#window = window;
    window.addEventListener("message", ({ source, origin, data }) => {
      if (!this.embedded || source !== window.parent || (this.#origin !== null && origin !== this.#origin)) return;
      if (data?.unsay !== 1 || data.type !== "shown" || typeof data.on !== "boolean") return;
      this.#meet(origin);
      onShown(data.on);
    });
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
    // A page without an origin (a local file) cannot be addressed; it is still only our own parent that hears this.
    this.#window.parent.postMessage({ unsay: 1, ...message }, origin === "null" ? "*" : origin);
  }
}
