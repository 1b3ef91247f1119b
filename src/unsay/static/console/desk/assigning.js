/*
 * What an agent does to a conversation as a whole: take, assign, let go, resolve, reopen. Shown once the desk agreed.
 */

import { asProblem } from "./problem.js";

export class Assigning {
  #store;
  #http;

  /** @param {{store: import("./store.js").Store, http: import("./http.js").Http}} parts */
  constructor({ store, http }) {
    this.#store = store;
    this.#http = http;
  }

  /** @param {string} id @param {string | null} agentId  null: nobody */
  assign(id, agentId) {
    return this.#change(id, "assignee", { assignee_id: agentId });
  }

  /** @param {string} id @param {"open" | "resolved"} status */
  setStatus(id, status) {
    return this.#change(id, "status", { status });
  }

  /** @param {string} id @param {string} what @param {object} change */
  async #change(id, what, change) {
    const deed = `${id} ${what}`;
    if (this.#store.asking.value.has(deed)) return;
    this.#store.setAsking(deed, true);
    try {
      this.#store.hearConversations([await this.#http.patch(`conversations/${encodeURIComponent(id)}`, change)]);
    } catch (cause) {
      this.#store.notifyProblem(asProblem(cause));
    } finally {
      this.#store.setAsking(deed, false);
    }
  }
}
