/* Times in the reader's language and zone, desk time, and the wait before another try. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LONGEST_DELAY_MS, backoffDelayMs } from "../../../src/unsay/static/shared/backoff.js";
import { UNSET_CLOCK, deskTimeMs, observe } from "../../../src/unsay/static/shared/clock.js";
import { clockTime, countdown, dayLabel, fullTime, sameDay } from "../../../src/unsay/static/shared/time.js";

const AT = "2025-11-24T23:30:00.000Z";
const at = (text) => Date.parse(text);

describe("times", () => {
  test("a time of day is in the reader's zone and language", () => {
    assert.equal(clockTime(AT, "en-GB", "Asia/Taipei"), "7:30");
    assert.match(clockTime(AT, "en-US", "UTC"), /^11:30\sPM$/);
  });

  test("the whole time names day and year", () => {
    assert.match(fullTime(AT, "en-GB", "UTC"), /Monday.*24 November 2025.*23:30/);
  });

  test("days are called today and yesterday by the reader's calendar, not by 24 hours", () => {
    assert.equal(dayLabel("2025-11-24T00:01:00Z", at("2025-11-24T23:59:00Z"), "en", "UTC"), "Today");
    assert.equal(dayLabel("2025-11-23T23:59:00Z", at("2025-11-24T00:01:00Z"), "en", "UTC"), "Yesterday");
    assert.equal(dayLabel(AT, at("2025-11-25T01:00:00Z"), "en", "Asia/Taipei"), "Today");
    assert.equal(dayLabel(AT, at("2025-11-25T01:00:00Z"), "de", "UTC"), "Gestern");
  });

  test("other days are dates, with the year only when it is another", () => {
    assert.equal(dayLabel(AT, at("2025-12-24T00:00:00Z"), "en-GB", "UTC"), "Monday 24 November");
    assert.match(dayLabel("2024-11-25T00:00:00Z", at(AT), "en-GB", "UTC"), /25 November 2024/);
    assert.match(dayLabel("2025-11-26T00:00:00Z", at(AT), "en-GB", "UTC"), /26 November/);
  });

  test("the day summer time begins has 23 hours and is still one day", () => {
    assert.equal(dayLabel("2025-03-29T12:00:00Z", at("2025-03-30T10:00:00Z"), "en", "Europe/Berlin"), "Yesterday");
  });

  test("two times are on the same day or not, by the zone", () => {
    assert.ok(sameDay("2025-11-24T00:00:00Z", "2025-11-24T23:59:59Z", "UTC"));
    assert.ok(!sameDay("2025-11-24T00:00:00Z", "2025-11-24T23:59:59Z", "Asia/Taipei"));
  });

  test("a countdown is rounded up, padded, and ends at 0:00", () => {
    assert.equal(countdown(300_000), "5:00");
    assert.equal(countdown(233_001), "3:54");
    assert.equal(countdown(1), "0:01");
    assert.equal(countdown(0), "0:00");
    assert.equal(countdown(-5_000), "0:00");
    assert.equal(countdown(3_609_000), "1:00:09");
    assert.equal(countdown(86_400_000), "24:00:00");
  });
});

describe("desk time", () => {
  test("is ours until the desk has said, and then the desk's", () => {
    assert.equal(deskTimeMs(UNSET_CLOCK, 1_000), 1_000);
    const clock = observe(UNSET_CLOCK, "1970-01-01T00:01:00.000Z", 10_000);
    assert.equal(deskTimeMs(clock, 12_000), 62_000);
  });

  test("a time that cannot be read changes nothing", () => {
    const clock = { offset_ms: 5 };
    assert.equal(observe(clock, "soon", 10_000), clock);
  });
});

describe("the wait before another try", () => {
  test("doubles, has a bound, and is spread out", () => {
    assert.deepEqual([0, 1, 2, 3, 4].map((attempt) => backoffDelayMs(attempt, 1)), [1_000, 2_000, 4_000, 8_000, 16_000]);
    for (const attempt of [5, 10, 11, 1e6]) assert.equal(backoffDelayMs(attempt, 1), LONGEST_DELAY_MS);
    assert.equal(backoffDelayMs(0, 0), 100);
    assert.equal(backoffDelayMs(5, 0), 3_000);
    assert.equal(backoffDelayMs(-1, 1), 1_000);
  });
});
