/*
 * The contact API over HTTP: who this visitor is, and older messages. The token lives in this frame's own storage. Where the
 * browser lets no frame of another site store anything, the embedding page keeps it. Message text is never stored.
 */

/**
 * @typedef {import("../shared/frames.js").ContactMessage} ContactMessage
 * @typedef {{token: string, contact: {id: string, name: string|null}, channel: {name: string}, desk: {online: boolean},
 *   unread: number}} Visit
 * @typedef {{items: ContactMessage[], next: number|null}} Page
 * @typedef {{status: number, code: string, retryAfterMs: number|null}} Problem  status 0: the desk was not reached
 */

/** @template T @typedef {{ok: true, body: T}|{ok: false, problem: Problem}} Answer */

const PAGE_ROWS = 50;
const ANSWER_WITHIN_MS = 20_000;
const TOKEN = /^[\w-]{20,200}$/u;

export class Door {
  #channelKey;
  #storageKey;
  /** @type {string|null} */
  #token;
  /** @type {Promise<string|null>|null} what is kept elsewhere, until it has been asked for */
  #elsewhere;
  #forbidden = false;

  /** @param {string} channelKey @param {Promise<string|null>} elsewhere  what the embedding page keeps for us */
  constructor(channelKey, elsewhere) {
    this.#channelKey = channelKey;
    this.#storageKey = `unsay:token:${channelKey}`;
    this.#token = this.#stored();
    this.#elsewhere = elsewhere;
  }

  /** @returns {string|null} */
  get token() {
    return this.#token;
  }

  /** @returns {string|null} the token, if this frame may not store it itself */
  get homeless() {
    return this.#forbidden ? this.#token : null;
  }

  /** @returns {Promise<Answer<Visit>>} */
  async enter() {
    if (this.#forbidden) await this.#askElsewhere();
    const known = this.#token === null ? {} : { token: this.#token };
    const answer = await ask("widget/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ channel_key: this.#channelKey, ...known }),
    });
    if (answer.ok) this.#keep(answer.body.token);
    return answer;
  }

  /** The token is no good. Another tab may have got a good one already; else the next `enter` asks for one. */
  refuse() {
    const stored = this.#stored();
    if (stored === this.#token) this.#keep(null);
    else this.#token = stored;
  }

  /**
   * @param {number} before  exclusive seq
   * @param {string} view  the page that asks, so that receipts wait for it and for no other
   * @returns {Promise<Answer<Page>>}
   */
  async olderThan(before, view) {
    const answer = await ask(`widget/v1/messages?before=${before}&limit=${PAGE_ROWS}&view=${view}`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    if (!answer.ok) return answer;
    const { items, next } = answer.body;
    return { ok: true, body: { items, next: next === null ? null : Number(next) } };
  }

  async #askElsewhere() {
    const kept = await this.#elsewhere;
    this.#elsewhere = null;
    if (this.#token === null && kept !== null && TOKEN.test(kept)) this.#token = kept;
  }

  #stored() {
    try {
      return localStorage.getItem(this.#storageKey);
    } catch {
      this.#forbidden = true;
      return null;
    }
  }

  /** @param {string|null} token */
  #keep(token) {
    this.#token = token;
    try {
      if (token === null) localStorage.removeItem(this.#storageKey);
      else localStorage.setItem(this.#storageKey, token);
    } catch {
      this.#forbidden = true;
    }
  }
}

/**
 * @param {string} path  relative to the page's base
 * @param {RequestInit} init
 * @returns {Promise<Answer<any>>}
 */
async function ask(path, init) {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(new URL(path, document.baseURI), { ...init, signal, credentials: "omit", cache: "no-store" });
    const body = await response.json();
    if (response.ok) return { ok: true, body };
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    const retryAfterMs = Number.isNaN(seconds) ? null : seconds * 1000;
    return { ok: false, problem: { status: response.status, code: String(body.code), retryAfterMs } };
  } catch {
    return { ok: false, problem: { status: 0, code: "unreached", retryAfterMs: null } };
  }
}
