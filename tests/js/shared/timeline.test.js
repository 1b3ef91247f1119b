/* What a contact's page shows and what it is sending, against spec/vectors/timeline.json. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EMPTY_OUTBOX, stepOutbox } from "../../../src/unsay/static/shared/outbox.js";
import { NEW_TIMELINE, findShown, shownMessages, stepTimeline } from "../../../src/unsay/static/shared/timeline.js";
import { readCases } from "./vectors.js";

const OF_THE_THREAD = new Set(["reset", "changes", "history", "forget"]);

/** A page: the two reducers side by side, the outbox settled after every change of the thread. */
class Page {
  timeline = NEW_TIMELINE;
  outbox = EMPTY_OUTBOX;
  sent = [];
  #asked = new Map();

  /** @param {any} deed */
  do(deed) {
    this.sent = [];
    if (deed.type === "ask_history") {
      this.#asked.set(deed.as, { era: this.timeline.era, before: this.timeline.floor });
    } else if (OF_THE_THREAD.has(deed.type)) {
      this.timeline = stepTimeline(this.timeline, this.#whole(deed));
      if (deed.type === "forget") this.#post(deed);
      this.#post({ type: "settle" });
    } else {
      this.#post({ reply_to: null, written_at: "2025-11-24T10:30:00.000Z", ...deed });
    }
  }

  #post(event) {
    const step = stepOutbox(this.outbox, { ...event, timeline: this.timeline });
    this.outbox = step.state;
    this.sent = step.send.map((one) => one.client_ref);
  }

  #whole(deed) {
    const whole = (messages) => messages.map((message) => ({ reply_to: null, files: [], ...message }));
    if (deed.type === "reset") return { ...deed, messages: whole(deed.messages) };
    if (deed.type === "changes") return { ...deed, show: whole(deed.show) };
    if (deed.type === "history") return { ...deed, ...this.#asked.get(deed.asked), items: whole(deed.items) };
    return deed;
  }

  /** What a vector's `expect` may name, in its own shape. @param {any} expected */
  seen(expected) {
    const shown = shownMessages(this.timeline);
    const pick = (wanted, of) => Object.fromEntries(Object.keys(wanted).map((id) => [id, of(findShown(this.timeline, id))]));
    return {
      shown: shown.map((message) => message.id),
      older: this.timeline.floor || null,
      sent: this.sent,
      pending: this.outbox.map((one, place) => only(one, expected.pending?.[place])),
      texts: pick(expected.texts ?? {}, (message) => message.text),
      quotes: pick(expected.quotes ?? {}, (message) => message.reply_to.removed),
    };
  }
}

const only = (one, fields) => (fields === undefined ? one : Object.fromEntries(Object.keys(fields).map((key) => [key, one[key]])));

describe("timeline and outbox", () => {
  for (const { name, steps } of readCases("timeline")) {
    test(name, () => {
      const page = new Page();
      steps.forEach((step, place) => {
        page.do(step.do);
        const seen = page.seen(step.expect ?? {});
        for (const [field, value] of Object.entries(step.expect ?? {})) {
          assert.deepEqual(seen[field], value, `step ${place}, ${field}: ${JSON.stringify(step.do)}`);
        }
      });
    });
  }

  test("a message that is not shown is not found, even if it is known", () => {
    const start = stepTimeline(NEW_TIMELINE, { type: "reset", messages: [{ id: "m9", seq: 9 }], upto: 9 });
    const below = stepTimeline(start, { type: "changes", show: [{ id: "m2", seq: 2 }], remove: [], upto: 10 });
    assert.equal(findShown(below, "m9").seq, 9);
    assert.equal(findShown(below, "m2"), null);
    assert.equal(findShown(below, "m3"), null);
  });

  test("what is removed leaves no copy of its text behind in the state", () => {
    const secret = { id: "m1", seq: 1, text: "the secret", reply_to: null };
    const shown = stepTimeline(NEW_TIMELINE, { type: "reset", messages: [secret], upto: 1 });
    const after = stepTimeline(shown, { type: "changes", show: [], remove: ["m1"], upto: 2 });
    assert.ok(!JSON.stringify({ ...after, removed: [...after.removed] }).includes("secret"));
  });
});
