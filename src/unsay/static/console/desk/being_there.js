/*
 * What colleagues and the contact may see of this agent, not stored by the desk: typing, and looking at a conversation.
 * A note's writing is nobody's business: only replies are announced.
 */

const TYPING_EVERY_MS = 3_000;
const TYPING_ENDS_AFTER_MS = 5_000;
const VIEWING_EVERY_MS = 4_000;

export class BeingThere {
  #time;
  /** @type {{id: string, saidAt: number} | null} */
  #typing = null;
  /** @type {string | null} */
  #viewing = null;
  /** @type {(() => void) | null} */
  #stopTyping = null;
  /** @type {(() => void) | null} */
  #repeatViewing = null;

  /** Hands a frame to the live socket if there is one; set by whoever holds it. */
  tell = (/** @type {{type: string} & Record<string, unknown>} */ _frame) => {};

  /** @param {{time: import("./desk.js").Time}} parts */
  constructor({ time }) {
    this.#time = time;
  }

  /** A key was pressed in a reply. @param {string} id */
  typed(id) {
    if (this.#typing && this.#typing.id !== id) this.quiet();
    const now = this.#time.now();
    if (!this.#typing || now - this.#typing.saidAt >= TYPING_EVERY_MS) {
      this.#typing = { id, saidAt: now };
      this.tell({ type: "typing", conversation_id: id, on: true });
    }
    this.#stopTyping?.();
    this.#stopTyping = this.#time.after(TYPING_ENDS_AFTER_MS, () => this.quiet());
  }

  /** Sent, emptied, or left. */
  quiet() {
    this.#stopTyping?.();
    this.#stopTyping = null;
    if (!this.#typing) return;
    this.tell({ type: "typing", conversation_id: this.#typing.id, on: false });
    this.#typing = null;
  }

  /** @param {string | null} id  null: no conversation, or nobody looks */
  look(id) {
    if (id === this.#viewing) return;
    this.#viewing = id;
    this.sayLook();
  }

  /** Also after connecting anew: the desk has forgotten. */
  sayLook() {
    this.#repeatViewing?.();
    this.#repeatViewing = null;
    this.tell({ type: "viewing", conversation_id: this.#viewing });
    if (this.#viewing !== null) this.#repeatViewing = this.#time.after(VIEWING_EVERY_MS, () => this.sayLook());
  }
}
