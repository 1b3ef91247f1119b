/* Everything the panel says in words, in one place. Codes are the protocol's. */

/** @type {Readonly<Record<string, string>>} */
const REFUSED = Object.freeze({
  rate_limited: "Too many messages at once.",
  bad_text: "This text can’t be sent.",
  bad_reply_to: "The message you replied to is no longer there.",
  too_large: "This message is too large.",
  no_answer: "No answer came.",
});

/** Trying again with the same text cannot help. */
const HOPELESS = new Set(["bad_text", "bad_reply_to", "too_large", "invalid"]);

/** @param {string|null} code */
export const whyNotSent = (code) => `Not sent. ${REFUSED[code ?? ""] ?? "Something went wrong."}`;
/** @param {string|null} code */
export const mayTryAgain = (code) => !HOPELESS.has(code ?? "");

export const WORDS = Object.freeze({
  online: "Online now",
  away: "Away, but we’ll answer here",
  reconnecting: "Reconnecting…",
  offline: "You’re offline. Messages will wait.",
  removedQuote: "Removed message",
  earlierQuote: "Earlier message",
  waiting: "Waiting for a connection",
  sending: "Sending…",
  sent: "Sent",
  fresh: "New",
  jump: "Latest messages",
  olderFailed: "Earlier messages couldn’t be loaded.",
  greeting: "Hello! How can we help?",
  greetingAway: "Nobody is here right now. Leave us a message: the answer will be waiting for you here.",
  gone: "This chat isn’t available.",
  tooLong: "Too long: at most 10,000 characters.",
});

/** @param {number} count */
export const newMessages = (count) => (count === 1 ? "1 new message" : `${count} new messages`);
/** @param {string} name */
export const isTyping = (name) => `${name} is writing`;
/** @param {number} left */
export const charactersLeft = (left) => (left === 1 ? "1 character left" : `${left.toLocaleString()} characters left`);
