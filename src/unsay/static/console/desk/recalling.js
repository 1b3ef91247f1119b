/*
 * Taking a message back. Nothing is marked before the desk has agreed; a refusal says why; an unknown outcome is asked
 * again, which is safe: the author's second recall answers with the same message.
 */

import * as drafts from "../state/drafts.js";
import { shownConversation } from "../state/route.js";
import { asProblem } from "./problem.js";

/** @typedef {import("../types.js").Message} Message */

export class Recalling {
  #store;
  #http;

  /** Asked for the current form of a conversation after a refusal, since what was offered was out of date. */
  onRefused = (/** @type {string} */ _conversationId) => {};

  /** @param {{store: import("./store.js").Store, http: import("./http.js").Http}} parts */
  constructor({ store, http }) {
    this.#store = store;
    this.#http = http;
  }

  /**
   * @param {Message} message
   * @param {{reason: import("../types.js").Reason | null, edit: boolean}} how  `edit`: its text comes back to be written anew
   */
  async recall(message, { reason, edit }) {
    if (this.#store.recalls.value.get(message.id)?.phase === "asking") return;
    this.#store.setRecall(message.id, { phase: "asking", edit });
    const { id, conversation_id: conversationId } = message;
    const path = `conversations/${encodeURIComponent(conversationId)}/messages/${encodeURIComponent(id)}/recall`;
    try {
      const recalled = /** @type {Message} */ (await this.#http.post(path, reason ? { reason } : {}));
      this.#store.setRecall(id, null);
      this.#store.hearMessages([recalled]);
      this.#store.announcement.value = "Recalled.";
      if (edit) this.#giveBack(recalled);
    } catch (cause) {
      const problem = asProblem(cause);
      const why = problem.unknown ? `${problem.detail} It may or may not have been recalled.` : problem.detail;
      this.#store.setRecall(id, { phase: "refused", why, unknown: problem.passing, reason, edit });
      // It stands below the message; whoever has gone on to another conversation would not see it there.
      if (shownConversation(this.#store.route.value) !== conversationId) this.#store.notify(`Not recalled. ${why}`, "trouble");
      if (!problem.passing) this.onRefused(conversationId);
    }
  }

  /** @param {Message} message */
  async again(message) {
    const standing = this.#store.recalls.value.get(message.id);
    if (standing?.phase === "refused") await this.recall(message, standing);
  }

  /** @param {string} messageId */
  dismiss(messageId) {
    this.#store.setRecall(messageId, null);
  }

  /** @param {Message} message */
  #giveBack(message) {
    const { conversation_id: id, text, reply_to: replyTo } = message;
    const before = drafts.draftOf(this.#store.drafts.value, id).reply;
    this.#store.drafts.value = drafts.givenBack(this.#store.drafts.value, id, { mode: "reply", text: text ?? "", replyTo });
    this.#store.composerWanted.value += 1;
    if (before !== "") this.#store.notify("Recalled. Its text is back in the composer, above what you were writing.");
  }
}
