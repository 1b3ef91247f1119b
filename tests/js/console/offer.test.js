/* What the menu makes of the desk's offer, against spec/vectors/recall.json: the console knows no rule of its own. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recallItem } from "../../../src/unsay/static/console/state/offer.js";
import { refusalInWords } from "../../../src/unsay/static/console/state/words.js";
import { readCases } from "../shared/vectors.js";

const wire = (offer) => ({ ...offer, until: offer.until === null ? null : new Date(offer.until).toISOString() });
const cases = readCases("recall").filter((each) => each.expect.offer);

describe("the recall item of the menu", () => {
  for (const { name, message, now, expect } of cases) {
    test(name, () => {
      const item = recallItem(wire(expect.offer), { deskNow: now, sentAt: message.sent_at });
      assert.equal(item.enabled, expect.refusal === null);
      assert.equal(item.why, expect.refusal === null ? null : refusalInWords(expect.refusal));
      assert.equal(item.leftMs, expect.refusal === null ? expect.offer.until - now : null);
    });
  }

  test("every refusal of the vectors has words of its own", () => {
    const codes = new Set(cases.map((each) => each.expect.refusal).filter(Boolean));
    assert.ok(codes.size >= 6);
    const words = [...codes].map(refusalInWords);
    assert.equal(new Set([...words, refusalInWords("something new")]).size, codes.size + 1);
  });

  const offer = wire({ allowed: true, until: 1_300_000, refusal: null });
  const at = (deskNow) => recallItem(offer, { deskNow, sentAt: 1_000_000 });

  test("an offer drawn a while ago ends by itself, after its last millisecond", () => {
    assert.equal(at(1_300_000).enabled, true);
    assert.equal(at(1_300_001).enabled, false);
    assert.equal(at(1_300_001).why, refusalInWords("window_passed"));
  });

  test("the ring empties from the sending to the end of the offer", () => {
    assert.equal(at(1_000_000).share, 1);
    assert.equal(at(1_150_000).share, 0.5);
    assert.equal(at(1_300_000).share, 0);
    assert.equal(at(990_000).share, 1, "a clock that is behind can't overfill it");
  });

  test("time alone never turns a refusal into an offer", () => {
    for (const now of [0, 1_000_000, 2_000_000]) {
      const refused = wire({ allowed: false, until: 1_300_000, refusal: "window_passed" });
      assert.equal(recallItem(refused, { deskNow: now, sentAt: 1_000_000 }).enabled, false);
    }
  });

  test("an offer without an end has no countdown", () => {
    const item = recallItem({ allowed: true, until: null, refusal: null }, { deskNow: 5, sentAt: 0 });
    assert.deepEqual(item, { enabled: true, leftMs: null, share: null, why: null });
  });
});
