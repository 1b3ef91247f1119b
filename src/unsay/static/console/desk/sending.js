/*
 * Sending what was written: one request at a time for each conversation, in order, with a `client_ref` that stays.
 * What could not be sent stays in the outbox with its reason; what may have arrived is only ever asked again.
 */

import { backoffDelayMs } from "../../shared/backoff.js";
import * as drafts from "../state/drafts.js";
import * as outbox from "../state/outbox.js";
import { asProblem } from "./problem.js";

export class Sending {
  #store;
  #http;
  #time;
  /** How often each waiting send was tried. @type {Map<string, number>} */
  #tries = new Map();
  /** @type {(() => void) | null} */
  #cancelWait = null;

  /**
   * @param {{store: import("./store.js").Store, http: import("./http.js").Http, time: import("./desk.js").Time}} parts
   */
  constructor({ store, http, time }) {
    this.#store = store;
    this.#http = http;
    this.#time = time;
  }

  /** Takes what the composer holds. @param {string} conversationId @returns {boolean} whether there was something to send */
  sendDraft(conversationId) {
    const draft = drafts.draftOf(this.#store.drafts.value, conversationId);
    const note = draft.mode === "note";
    const text = note ? draft.note : draft.reply;
    if (!drafts.measure(text).sendable) return false;
    this.#store.outbox.value = outbox.put(this.#store.outbox.value, {
      clientRef: this.#time.uuid(),
      conversationId,
      text,
      note,
      replyTo: note ? null : draft.replyTo,
      at: this.#time.now(),
    });
    this.#store.drafts.value = drafts.taken(this.#store.drafts.value, conversationId, draft.mode);
    this.#pump();
    return true;
  }

  /** @param {string} clientRef */
  again(clientRef) {
    this.#store.outbox.value = outbox.again(this.#store.outbox.value, clientRef);
    this.#pump();
  }

  /** The agent gives a failed send up. @param {string} clientRef */
  discard(clientRef) {
    this.#store.outbox.value = outbox.removed(this.#store.outbox.value, clientRef);
    this.#pump();
  }

  /** A refused send goes back to the composer. @param {string} clientRef */
  edit(clientRef) {
    const send = this.#store.outbox.value.find((s) => s.clientRef === clientRef);
    if (!send) return;
    const back = { mode: /** @type {drafts.Mode} */ (send.note ? "note" : "reply"), text: send.text, replyTo: send.replyTo };
    this.#store.drafts.value = drafts.givenBack(this.#store.drafts.value, send.conversationId, back);
    this.#store.composerWanted.value += 1;
    this.discard(clientRef);
  }

  /** The desk is there again, or the agent signed in again: no need to wait any longer. */
  deskIsBack() {
    for (const ref of outbox.waitingForDesk(this.#store.outbox.value)) {
      this.#store.outbox.value = outbox.again(this.#store.outbox.value, ref);
    }
    this.#pump();
  }

  #pump() {
    for (const send of outbox.due(this.#store.outbox.value)) void this.#ask(send);
    this.#waitForNext();
  }

  /** @param {outbox.Send} send */
  async #ask(send) {
    const { clientRef, conversationId, text, note, replyTo } = send;
    this.#store.outbox.value = outbox.asking(this.#store.outbox.value, clientRef);
    const path = `conversations/${encodeURIComponent(conversationId)}/messages`;
    const body = { client_ref: clientRef, text, ...(note ? { note } : {}), ...(replyTo ? { reply_to: replyTo } : {}) };
    try {
      const message = await this.#http.post(path, body);
      this.#store.hearMessages([message]);
      // By now it is in the timeline; an answer that names another author would else stay in the outbox for ever.
      this.#store.outbox.value = outbox.removed(this.#store.outbox.value, clientRef);
      this.#tries.delete(clientRef);
    } catch (cause) {
      this.#failed(clientRef, asProblem(cause));
    }
    this.#pump();
  }

  /** @param {string} clientRef @param {import("./problem.js").Problem} problem */
  #failed(clientRef, problem) {
    const { outbox: state } = this.#store;
    if (problem.status === 401) {
      const reason = "Waiting for you to sign in again.";
      state.value = outbox.postponed(state.value, clientRef, { reason, retryAt: null, unknown: false });
    } else if (problem.passing && problem.status !== 500) {
      const tries = this.#tries.get(clientRef) ?? 0;
      this.#tries.set(clientRef, tries + 1);
      const wait = problem.retryAfterMs ?? backoffDelayMs(tries + 2, this.#time.random());
      const retryAt = this.#time.now() + wait;
      state.value = outbox.postponed(state.value, clientRef, { reason: problem.detail, retryAt, unknown: problem.unknown });
    } else {
      state.value = outbox.refused(state.value, clientRef, problem.detail, problem.unknown);
    }
  }

  #waitForNext() {
    this.#cancelWait?.();
    this.#cancelWait = null;
    const next = outbox.nextRetry(this.#store.outbox.value);
    if (next === null) return;
    this.#cancelWait = this.#time.after(Math.max(0, next - this.#time.now()), () => {
      for (const ref of outbox.waitedOut(this.#store.outbox.value, this.#time.now())) {
        this.#store.outbox.value = outbox.again(this.#store.outbox.value, ref);
      }
      this.#pump();
    });
  }
}
