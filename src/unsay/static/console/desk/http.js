/*
 * Calls to the desk's API: addresses under the desk's base, the CSRF header, answers or Problems.
 * Belongs here: how to ask. Not here: what is asked (each deed has its file).
 */

import { Problem, UNREACHABLE, readProblem } from "./problem.js";

/** Nothing the console asks takes longer; a request that hangs must not hold back those behind it. */
const ANSWER_WITHIN_MS = 20_000;

/** @typedef {Record<string, string | number | null | undefined>} Query */

export class Http {
  #fetch;
  #base;
  /** @type {import("../types.js").Session | null} */
  #session = null;

  /** Called when the desk no longer knows who asks. */
  onSignedOut = () => {};

  /**
   * @param {object} parts
   * @param {typeof globalThis.fetch} parts.fetch
   * @param {string} parts.base  the page's base address, ending in a slash
   */
  constructor({ fetch, base }) {
    this.#fetch = fetch;
    this.#base = base;
  }

  /** @param {import("../types.js").Session | null} session  whose word it goes by from now on */
  authorise(session) {
    this.#session = session;
  }

  /** @param {string} path @param {Query} [query] @param {AbortSignal} [signal] @returns {Promise<any>} */
  get(path, query = {}, signal) {
    return this.#ask("GET", path, { query, ...(signal ? { signal } : {}) });
  }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  post(path, body) {
    return this.#ask("POST", path, { body });
  }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  put(path, body) {
    return this.#ask("PUT", path, { body });
  }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  patch(path, body) {
    return this.#ask("PATCH", path, { body });
  }

  /** @param {string} path @returns {Promise<any>} */
  delete(path) {
    return this.#ask("DELETE", path, {});
  }

  /**
   * @param {string} method @param {string} path
   * @param {{query?: Query, body?: unknown, signal?: AbortSignal}} what
   * @returns {Promise<any>}
   */
  async #ask(method, path, what) {
    try {
      return await this.#once(method, path, what);
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      if (cause.code === "csrf" && (await this.#sameAgentAnew())) return this.#once(method, path, what);
      if (cause.code === "csrf" || (cause.status === 401 && cause.code !== "bad_credentials")) this.onSignedOut();
      throw cause;
    }
  }

  /**
   * Someone signed in anew in another tab. What was asked goes on only if it is the same agent: nothing written by one
   * person may leave in another's name.
   */
  async #sameAgentAnew() {
    const before = this.#session;
    const session = await this.#once("GET", "session", {});
    if (before === null || session.agent.id !== before.agent.id || session.csrf === before.csrf) return false;
    this.#session = session;
    return true;
  }

  /**
   * @param {string} method @param {string} path
   * @param {{query?: Query, body?: unknown, signal?: AbortSignal}} what
   * @returns {Promise<any>}
   */
  async #once(method, path, { query = {}, body, signal }) {
    const url = new URL(`api/v1/${path}`, this.#base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = new Headers({ Accept: "application/json" });
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (method !== "GET" && this.#session !== null) headers.set("X-Unsay-Csrf", this.#session.csrf);
    const response = await this.#send(url, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]) : AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await readProblem(response);
    return response.status === 204 ? null : this.#read(response);
  }

  /** @param {URL} url @param {RequestInit} init */
  async #send(url, init) {
    try {
      return await this.#fetch(url, init);
    } catch {
      throw new Problem({ status: 0, code: "unreachable", detail: UNREACHABLE });
    }
  }

  /** An answer cut off half way is no answer. @param {Response} response */
  async #read(response) {
    try {
      return await response.json();
    } catch {
      throw new Problem({ status: 0, code: "unreachable", detail: UNREACHABLE });
    }
  }
}
