/**
 * The console's words for the desk's machine words. Belongs here: one plain sentence for each code.
 * Not here: words that need more than a code (receipt.js).
 */

/** Why a message can't be recalled, as the menu's second line says it. @type {Record<string, string>} */
const REFUSALS = {
  not_recallable: "Only replies to the contact can be recalled.",
  not_sender: "Only the person who sent a message can recall it.",
  already_recalled: "This message is already recalled.",
  channel_cannot_recall: "This channel’s platform offers no recall.",
  not_sent: "It was never delivered, so there is nothing to take back.",
  window_passed: "The time for recalling it has passed.",
  not_found: "This message is no longer here.",
};

/** @param {string} code */
export function refusalInWords(code) {
  return REFUSALS[code] ?? "The desk does not allow recalling this message.";
}

/** @type {readonly {value: import("../types.js").Reason, label: string}[]} */
export const REASONS = [
  { value: "wrong_message", label: "Wrong message" },
  { value: "unfinished", label: "Unfinished" },
  { value: "wrong_link_or_file", label: "Wrong link or file" },
  { value: "other", label: "Other" },
];

/** @param {string} reason */
export function reasonInWords(reason) {
  return (REASONS.find((known) => known.value === reason)?.label ?? reason.replaceAll("_", " ")).toLowerCase();
}

/** @type {Record<string, string>} */
const CHANNEL_KINDS = { website: "Website", line: "LINE", messenger: "Messenger", telegram: "Telegram" };

/** @param {string} kind */
export function channelKindInWords(kind) {
  return CHANNEL_KINDS[kind] ?? kind;
}

/** @type {Record<string, string>} */
const AUDIT_KINDS = {
  agent_added: "Added an agent",
  agent_changed: "Changed an agent",
  channel_added: "Added a channel",
  channel_changed: "Changed a channel",
  password_changed: "Changed their password",
  recall: "Recalled a message",
  recall_refused: "Was refused a recall",
  sign_in: "Signed in",
  sign_in_failed: "Failed to sign in",
  sign_out: "Signed out",
  token_added: "Added an API token",
  token_revoked: "Revoked an API token",
};

/** @param {string} kind */
export function auditKindInWords(kind) {
  const words = AUDIT_KINDS[kind] ?? kind.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A contact's name; visitors who gave none go by the end of their id. @param {{id: string, name: string | null}} contact */
export function contactName(contact) {
  return contact.name?.trim() || `Visitor ${contact.id.slice(-4)}`;
}
