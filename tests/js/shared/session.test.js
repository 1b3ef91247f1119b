/* The session's course, against spec/vectors/session.json. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONTACT_SHAPES, parseFrame } from "../../../src/unsay/static/shared/frames.js";
import { NEW_SESSION, stepSession } from "../../../src/unsay/static/shared/session.js";
import { readCases } from "./vectors.js";

const CARRIERS = new Set(["reset", "welcome", "apply", "deliver"]);

describe("session", () => {
  for (const { name, steps } of readCases("session")) {
    test(name, () => {
      let state = NEW_SESSION;
      steps.forEach((step, place) => {
        const event = read(step.event);
        const next = stepSession(state, event);
        const where = `step ${place}: ${JSON.stringify(step.event)}`;
        assert.deepEqual(next.effects.map((effect) => effect.do), step.effects.map((effect) => effect.do), where);
        next.effects.forEach((effect, index) => {
          const { frame, ...rest } = effect;
          assert.deepEqual(rest, step.effects[index], where);
          assert.equal(frame, CARRIERS.has(effect.do) ? event.frame : undefined, where);
        });
        for (const [field, value] of Object.entries(step.state ?? {})) assert.equal(next.state[field], value, `${where}: ${field}`);
        state = next.state;
      });
    });
  }

  test("a step never changes the state it was given", () => {
    const { state } = stepSession(NEW_SESSION, { type: "start" });
    const frozen = Object.freeze(state);
    assert.equal(stepSession(frozen, { type: "opened" }).state.phase, "greeting");
    assert.equal(frozen.phase, "connecting");
  });
});

/** @param {any} event */
function read(event) {
  return event.type === "data" ? { type: "frame", frame: parseFrame(event.data, CONTACT_SHAPES) } : event;
}
