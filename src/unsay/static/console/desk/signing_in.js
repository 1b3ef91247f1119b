/*
 * Who sits at this console: finding out, signing in and out, being signed out by the desk, a new password.
 */

import { Problem, asProblem } from "./problem.js";

/** @typedef {import("../types.js").Session} Session */

export class SigningIn {
  #store;
  #http;
  /** Whose drafts are in memory; someone else's sign-in clears them. @type {string | null} */
  #lastAgent = null;

  /** @param {{store: import("./store.js").Store, http: import("./http.js").Http}} parts */
  constructor({ store, http }) {
    this.#store = store;
    this.#http = http;
    http.onSignedOut = () => this.lost("You have been signed out. Sign in again to go on; what you wrote is kept.");
  }

  /** Asks who is signed in. Ends in one of the session's phases. */
  async whoAmI() {
    try {
      const session = /** @type {Session | null} */ (await this.#ownSession());
      if (session) this.#entered(session);
      else this.#store.session.value = (await this.#needsSetup()) ? { phase: "unset" } : { phase: "out", reason: null };
    } catch (cause) {
      this.#store.session.value = { phase: "unreachable", reason: asProblem(cause).detail };
    }
  }

  /** @returns {Promise<Session | null>} */
  async #ownSession() {
    const before = this.#http.onSignedOut;
    this.#http.onSignedOut = () => {};
    try {
      return await this.#http.get("session");
    } catch (cause) {
      if (asProblem(cause).status === 401) return null;
      throw cause;
    } finally {
      this.#http.onSignedOut = before;
    }
  }

  /** @returns {Promise<boolean>} */
  async #needsSetup() {
    return (await this.#http.get("setup")).needed;
  }

  /** @param {string} email @param {string} password  throws a Problem */
  async signIn(email, password) {
    this.#entered(await this.#http.post("session", { email, password }));
  }

  /** @param {Session} session */
  #entered(session) {
    if (this.#lastAgent !== null && this.#lastAgent !== session.agent.id) this.#store.forget({ drafts: true });
    this.#lastAgent = session.agent.id;
    this.#http.authorise(session);
    this.#store.session.value = { phase: "in", agent: session.agent };
  }

  /** The agent leaves: nothing of theirs stays behind. Throws a Problem if the desk could not be told. */
  async signOut() {
    await this.#http.delete("session");
    this.#store.forget({ drafts: true });
    this.#http.authorise(null);
    this.#store.session.value = { phase: "out", reason: null };
  }

  /** The desk no longer knows this session. What was written is kept for the same agent. @param {string} reason */
  lost(reason) {
    if (this.#store.session.value.phase !== "in") return;
    this.#store.forget({ drafts: false });
    this.#http.authorise(null);
    this.#store.session.value = { phase: "out", reason };
  }

  /** @param {string} current @param {string} next  throws a Problem */
  async changePassword(current, next) {
    try {
      await this.#http.put("session/password", { current, new: next });
    } catch (cause) {
      const problem = asProblem(cause);
      const wrong = problem.code === "forbidden" || problem.code === "bad_credentials";
      throw wrong ? new Problem({ status: problem.status, code: problem.code, detail: "The current password is not right." }) : cause;
    }
    this.#store.notify("Your password is changed. Your other sessions were signed out.");
  }
}
