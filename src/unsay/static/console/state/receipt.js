/**
 * The line below a recalled message: who, when, why, what the contact had of it, and whether it is gone.
 * Made anew from every version of the message, so it moves on by itself.
 *
 * @typedef {{text: string, tone: "plain" | "waiting" | "done" | "doubt"}} Part
 * @typedef {{deed: Part[], outcome: Part[]}} Receipt  what was done, which stays · what came of it, which moves on
 */

import { reasonInWords } from "./words.js";

/**
 * @param {import("../types.js").Recalled} recalled
 * @param {{me: string, contact: string, time: (at: string) => string}} say `time` puts a moment as the reader's clock
 * @returns {Receipt}
 */
export function receipt(recalled, { me, contact, time }) {
  const who = recalled.by.id === me ? "You" : recalled.by.name;
  return {
    deed: [
      plain(`${who} recalled this at ${time(recalled.at)}`),
      ...(recalled.reason ? [plain(reasonInWords(recalled.reason))] : []),
      ...(recalled.note ? [plain(`“${recalled.note}”`)] : []),
    ],
    outcome: [...had(recalled, contact), ...removal(recalled, time)],
  };
}

/** @param {import("../types.js").Recalled} recalled @param {string} contact @returns {Part[]} */
function had(recalled, contact) {
  switch (recalled.contact_had) {
    case "seen": return [plain(`${contact} had seen it`)];
    case "delivered": return [plain(`it had reached ${contact}, not seen`)];
    case "nothing": return [{ text: `${contact} never had it`, tone: "done" }];
  }
}

/** @param {import("../types.js").Recalled} recalled @param {(at: string) => string} time @returns {Part[]} */
function removal(recalled, time) {
  if (recalled.state === "asking") return [{ text: "asking the platform to remove it", tone: "waiting" }];
  // Nothing to remove where nothing was had: the line above says it all.
  if (recalled.contact_had === "nothing" && recalled.removal === "confirmed") return [];
  switch (recalled.removal) {
    case "confirmed": {
      const at = recalled.removed_at ? ` ${time(recalled.removed_at)}` : "";
      return [{ text: `removed from their view${at}`, tone: "done" }];
    }
    case "expired": return [{ text: "a page never came back to confirm the removal", tone: "doubt" }];
    case "pending": return [{ text: waiting(recalled.waiting_for), tone: "waiting" }];
  }
}

/** @param {number} pages */
function waiting(pages) {
  if (!(pages > 0)) return "waiting for the removal to be confirmed";
  return `waiting for ${pages} page${pages === 1 ? "" : "s"} to reconnect`;
}

/** @param {string} text @returns {Part} */
function plain(text) {
  return { text, tone: "plain" };
}
